"""How to bring one export into WordPress: the text that lies beside it."""

from collections.abc import Sequence

from migrator.exporters._wxr_options import FOLDER
from migrator.exporters._wxr_plan import Plan

_TEXT = """How to bring this blog into WordPress
======================================

1. Settings, Permalinks: choose "Custom structure" and write
       /%year%/%monthnum%/%postname%.html
   so that posts stay at their old addresses.
2. Settings, General: set the time zone{timezone}.
3. Copy mu-plugins/blogger-addresses.php into wp-content/mu-plugins/ (make that folder if it is not there). It leads
   visitors from old addresses of static pages, labels, archives and feeds to the new ones. It needs no activation.
4. Import, in one of two ways:

   In the browser: Tools, Import, WordPress, then
{files}
   Let it create the authors{attachments}.

   Or with WP-CLI, in the folder of the site:
{commands}

5. Look at a few old addresses on the new site. {moved}

An import that was stopped can be run again: what is there already is skipped.
"""


def guide(plan: Plan, parts: Sequence[str]) -> str:
    """Give the text."""
    copies = plan.options.copies
    source = f" --source-dir={FOLDER}" if copies else ""
    zone = f" to {plan.blog.timezone}" if plan.blog.timezone else " of the old blog"
    many = len(parts) > 1
    return _TEXT.format(
        timezone=zone,
        files="".join(f"       {part}\n" for part in parts).rstrip("\n") + (", one after the other." if many else "."),
        attachments="" if copies else ', and tick "Download and import file attachments"',
        commands="".join(f"       wp import {part} --authors=create{source}\n" for part in parts).rstrip("\n")
        + (_FOLDER_NOTE if copies else ""),
        moved=f"{len(plan.moved)} of them lead on to a new one; the rest stay as they were.",
    )


_FOLDER_NOTE = f"""
   The option --source-dir takes the pictures from the folder {FOLDER}/ beside this file; nothing is downloaded. It
   needs a version of the import command from April 2026 or later (wp package install wp-cli/import-command). An import
   in the browser can't read that folder: export with --media base-url or --media remote for it."""
