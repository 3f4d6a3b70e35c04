"""How to bring one export into WordPress: the text that lies beside it."""

from collections.abc import Sequence

from migrator.formats.wxr.options import FOLDER
from migrator.formats.wxr.plan import WxrPlan

_TEXT = """How to bring this blog into WordPress
======================================

1. Settings, Permalinks: choose "Custom structure" and write
       /%year%/%monthnum%/%postname%.html
   so that posts stay at their old addresses.
2. Settings, General: set the time zone to
       {timezone}.
3. Copy mu-plugins/blogger-addresses.php into wp-content/mu-plugins/ (make that folder if it is not there). It leads
   visitors from old addresses of static pages, labels, archives and feeds to the new ones. It needs no activation.
   A home that takes this file but no plugin (WordPress.com, Squarespace, Wix, micro.blog) has a form or an upload for
   redirects: redirects.csv holds them as old address, new address, status; squarespace.txt in Squarespace's form.
4. Import, in one of two ways:

   In the browser: Tools, Import, WordPress, then
{files}
   Let it create the authors{attachments}.

   Or with WP-CLI, in the folder of the site:
{commands}

5. {links}
6. Look at a few old addresses on the new site. {moved}
7. When all is there, send the readers of the old blog on: paste blogger-template.xml into its template (Theme, Edit
   HTML), right behind <head>. Each page then leads to the same page here.{address}

An import that was stopped can be run again: what is there already is skipped.
"""

_HERE = """Links between the posts lead to {site} (--base-url)."""

_THERE = """Links between the posts still name the old blog, {site}: this export was made without --base-url.
   In the browser, leave "Change all imported URLs that currently link to the previous site so that they now link to
   this site" ticked (importer 0.9.1 or later, WordPress 6.7 or later). With WP-CLI, add --rewrite_urls to the command,
   or afterwards: wp search-replace '{site}' 'https://NEW-ADDRESS/' --skip-columns=guid
   Or export again with --base-url https://NEW-ADDRESS/ and import that."""

_NEW_ADDRESS = """ Write your new address where
   it says NEW-ADDRESS.example."""


def guide(plan: WxrPlan, parts: Sequence[str], timezone: str) -> str:
    """Return the text; `timezone` is to what the site's time zone is to be set."""
    copies = plan.options.copies
    source = f" --source-dir={FOLDER}" if copies else ""
    many = len(parts) > 1
    moves = plan.options.moves
    return _TEXT.format(
        timezone=timezone,
        files="".join(f"       {part}\n" for part in parts).rstrip("\n") + (", one after the other." if many else "."),
        attachments="" if copies else ', and tick "Download and import file attachments"',
        commands="".join(f"       wp import {part} --authors=create{source}\n" for part in parts).rstrip("\n")
        + (_FOLDER_NOTE if copies else ""),
        links=(_HERE if moves else _THERE).format(site=plan.options.site),
        moved=f"{len(plan.moved)} of them lead on to a new one; the rest stay as they were.",
        address="" if moves else _NEW_ADDRESS,
    )


_FOLDER_NOTE = f"""
   The option --source-dir takes the pictures from the folder {FOLDER}/ beside this file; nothing is downloaded. It
   needs a version of the import command from April 2026 or later (wp package install wp-cli/import-command). An import
   in the browser can't read that folder: export with --media base-url or --media remote for it."""
