"""Finding the blog behind an address: where it lives, whether it lets us in, which archive is already its."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlunsplit

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, home_from_input, host_of
from migrator.model.documents import PageType, Parsed, RawPage
from migrator.model.errors import BlogNotFound, BlogPrivate, BlogUnreachable, FetchFailed, NotABlog, UsageError
from migrator.model.schema import Blog
from migrator.net.client import Client
from migrator.parsing.document import parse_document
from migrator.store import Archive, archive_folder

# Where the part of a path begins that is inside a blog: what stands before it is the folder of an FTP-published blog.
_INSIDE = re.compile(
    r"(?:^|/)(?:\d{4}/\d{2}/|\d{4}/?$|\d{4}_\d{2}_\d{2}_|feeds/|search(?:/|$)|p/|atom\.xml|rss\.xml|index\.html)"
)


# An address of Blogger's in the markup: templates of every age name one, for their styles, links or pictures.
_BLOGGER = re.compile(
    rb"""(?:href|src|content)\s*=\s*["'](?:blogger["']|[^"'?]*(?:blogger|blogblog)\.com\b)""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A blog: its address, what its home page says, and the scheme and host that answer.

    `page` and `parsed` are None where the archive of an interrupted run told, and nothing was fetched; `page` alone
    where a warning stands before the home page, and another document told.
    """

    address: BlogAddress
    blog: Blog
    served_from: str
    page: RawPage | None = None
    parsed: Parsed | None = None

    def request_url(self, url: str) -> str:
        """Return the URL to ask for: on the host and scheme that answered, to save a redirect each time."""
        if not self.address.owns(url):
            return url
        served, parts = split_url(self.served_from), split_url(url)
        return urlunsplit((served.scheme, served.netloc, parts.path, parts.query, ""))


# Posts that are asked for where the home page is blocked.
_TRIED = 3


def home_of(text: str) -> str:
    """Return the home URL that a person means, from the address of any page of the blog."""
    try:
        url = home_from_input(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a web address.", hint="Give one like https://NAME.blogspot.com/.") from None
    parts = split_url(url)
    inside = _INSIDE.search(parts.path)
    path = parts.path[: inside.start()] if inside else parts.path
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/") + "/", "", ""))


def locate(text: str, client: Client) -> Located:
    """Fetch the home page and tell which blog it is.

    Raises UsageError, BlogNotFound, BlogPrivate, BlogUnreachable or NotABlog, each with the next step.
    """
    asked = home_of(text)
    page = _fetch_home(client, asked)
    _refuse_gates(page, asked)
    parsed = parse_document(page)
    if parsed.page_type is PageType.INTERSTITIAL or parsed.blog is None or not _is_bloggers(page, parsed):
        return _behind_a_warning(page, parsed, asked, client)
    if parsed.page_type is PageType.UNKNOWN and parsed.blog.platform_id is None:
        raise _no_blog(page)
    served = _root(page.final_url, asked)
    declared = parsed.blog.url or served
    if host_of(declared) != host_of(served):
        page, parsed, served = _follow_declared(page, parsed, declared, served, client)
        declared = declared if host_of(served) == host_of(declared) else served
    aliases = {host_of(asked), host_of(served), *(host_of(hop.url) for hop in page.history)}
    home = urlunsplit((*split_url(declared)[:2], split_url(served).path, "", ""))
    address = BlogAddress(home, frozenset(aliases - {host_of(home), ""}))
    blog = replace(parsed.blog or Blog(url=home), url=home)
    return Located(address=address, blog=blog, page=page, parsed=parsed, served_from=served)


def _is_bloggers(page: RawPage, parsed: Parsed) -> bool:
    """Whether a page is one that Blogger made: the login page of a network answers at any address."""
    if (parsed.blog is not None and parsed.blog.platform_id) or parsed.posts or parsed.links.archives:
        return True
    return bool(parsed.links.feeds or _BLOGGER.search(page.body))


def _no_blog(page: RawPage) -> NotABlog:
    return NotABlog(f"{page.final_url} answers, but it is not a Blogger blog.")


def _behind_a_warning(page: RawPage, parsed: Parsed, asked: str, client: Client) -> Located:
    """Find the blog by its feed, which no warning blocks, else by its posts; else say what stands before it."""
    for other in (_feed_of(asked, client), *_posts_of(asked, client, parsed)):
        told = parse_document(other)
        if other.status == 200 and told.blog is not None and told.blog.platform_id:
            home = told.blog.url if host_of(told.blog.url) == host_of(asked) else asked
            address = BlogAddress(home, frozenset({host_of(asked)} - {host_of(home)}))
            return Located(
                address=address,
                blog=replace(told.blog, url=home),
                served_from=urljoin(other.final_url, "/"),
                parsed=told,
            )
    if parsed.page_type is not PageType.INTERSTITIAL:
        raise _no_blog(page)
    raise blocked(asked)


def blocked(asked: str) -> BlogUnreachable:
    """Return the failure for a blog of which a content warning lets us see nothing."""
    return BlogUnreachable(
        f"{asked} shows a content warning instead of the blog, of its posts and of its feed.",
        hint="Ask the owner for a backup (Blogger: Settings › Back up content), then: migrate import FILE",
    )


def _feed_of(asked: str, client: Client) -> RawPage:
    return client.fetch(urljoin(asked, "feeds/posts/default?redirect=false&max-results=1"))


def _posts_of(asked: str, client: Client, parsed: Parsed) -> Iterator[RawPage]:
    """Yield the pages of some posts that the sitemap names: a warning may stand before the home page alone."""
    if parsed.page_type is not PageType.INTERSTITIAL:
        return
    sitemap = parse_document(client.fetch(urljoin(asked, "sitemap.xml")))
    posts = sitemap.links.posts
    if not posts and sitemap.links.sitemaps:
        posts = parse_document(client.fetch(sitemap.links.sitemaps[0])).links.posts
    for url in posts[:_TRIED]:
        yield client.fetch(url)


def _fetch_home(client: Client, asked: str) -> RawPage:
    """Fetch the home page; a server that only asks us to wait is told apart from one that can't be reached."""
    try:
        return client.fetch(asked)
    except FetchFailed as failure:
        if failure.status in {429, 503}:
            raise BlogUnreachable(
                f"{asked} answers {failure.status} again and again: it asks us to come back later.",
                hint="Wait some minutes, then run the same command again with --connections 1 --delay 2.",
            ) from failure
        raise


def resume_from(folder: Path, asked: str, command: str, now: str) -> Located | None:
    """Return the blog of an archive whose last run, of the same command, was cut short: nothing is asked again.

    The home page that it had fetched is given along if that is not long ago: the blog may show another one by now.
    """
    if not (folder / "archive.db").exists():
        return None
    with Archive.open_existing(folder, write=False) as archive:
        blog = archive.blog()
        if blog is None or not archive.address().owns(asked):
            return None
        address = archive.address()
        if archive.runs.cut_short(command):
            return Located(address=address, blog=blog, served_from=address.home)
        page = archive.fetched_by_killed_run(address.home, command, now)
        if page is None or page.status != 200:
            return None
        return Located(address=address, blog=blog, served_from=address.home, page=page, parsed=parse_document(page))


def held_blog(folder: Path) -> Located:
    """Return the blog of an archive, without asking for anything; NotAnArchive where there is none."""
    with Archive.open_existing(folder, write=False) as archive:
        address, blog = archive.address(), archive.blog()
        return Located(address=address, blog=blog or Blog(url=address.home), served_from=address.home)


def _root(final_url: str, asked: str) -> str:
    """Keep the folder of an FTP-published blog; a redirect to another host starts at its root."""
    path = split_url(asked).path if host_of(final_url) == host_of(asked) else "/"
    return urljoin(final_url, path)


def _follow_declared(
    page: RawPage, parsed: Parsed, declared: str, served: str, client: Client
) -> tuple[RawPage, Parsed, str]:
    """Move to the host that the blog calls its own, if the same blog really answers there."""
    try:
        other = client.fetch(declared)
    except BlogUnreachable:
        return page, parsed, served
    there = parse_document(other)
    ours = parsed.blog.platform_id if parsed.blog else None
    if other.status == 200 and there.blog and ours and there.blog.platform_id == ours:
        moved = replace(other, history=(*page.history, page, *other.history))
        return moved, there, _root(other.final_url, declared)
    return page, parsed, served


def _refuse_gates(page: RawPage, asked: str) -> None:
    """Raise what stands between us and the blog."""
    end = split_url(page.final_url)
    host = (end.hostname or "").lower()
    # A content warning stands at the same address as the login; its link onward carries a token.
    login = end.path.startswith(("/blogin.g", "/ServiceLogin")) and b"guestAuth=" not in page.body
    if host == "accounts.google.com" or login:
        raise BlogPrivate(f"{asked} sends its readers to a login: it is open to invited readers only.")
    if "/sorry/" in end.path and host.endswith("google.com"):
        raise BlogUnreachable(
            f"Google refuses requests for {asked} from this connection for now.",
            hint="Wait an hour, then run the same command again with --connections 1 --delay 2.",
        )
    if page.status in {404, 410}:
        raise BlogNotFound(f"{asked} answers {page.status}: there is no blog at this address.")
    if page.status == 401:
        raise BlogPrivate(f"{asked} answers 401: it is open to invited readers only.")
    if page.status >= 400:
        raise BlogUnreachable(f"{asked} answers {page.status} {page.reason}".rstrip() + ": it refuses us.")


def folder_for(located: Located, output: Path | None, root: Path) -> Path:
    """Return the archive's folder: the one named, the one that holds this blog already, or `root/<host>/`."""
    return output or archive_folder(root, located.address.home, located.blog.platform_id or "")


def refuse_other_blog(archive: Archive, located: Located, folder: Path) -> None:
    """Raise UsageError when the folder holds the archive of another blog."""
    held = archive.blog()
    if held is None:
        return
    ids = {held.platform_id, located.blog.platform_id} - {None}
    if len(ids) == 2 or (len(ids) < 2 and not archive.address().owns(located.address.home) and not ids):
        raise UsageError(
            f"{folder} holds the archive of another blog, {held.url}",
            hint="Name another folder with --output.",
        )
