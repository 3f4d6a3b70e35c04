"""Any document of a blog → what it tells; what kind of document it is shows in its first bytes, not in its headers."""

import re
from dataclasses import dataclass

from migrator.feeds import parse_feed, parse_own, parse_sitemap
from migrator.merge import ONLY_NAMING, Evidence, evidence_for
from migrator.model.documents import PageType, Parsed, RawPage
from migrator.model.errors import MigratorError
from migrator.model.notices import Notice
from migrator.model.unforeseen import internal_error
from migrator.pages import parse_page
from migrator.pages.rules.rules import NO_THEME_RULES, ThemeRules
from migrator.sources.window import Window
from migrator.store import Archive, Captured

_SNIFFED = 65_536
_PROLOGUE = re.compile(
    r"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*)?>|[\s\ufeff\0])*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)")
_JSON_FEED = re.compile(r"^\s*(?://[^\n]*\n\s*)?(?:[\w.$]+\s*\(\s*)?\{\s*\"(?:version|encoding|feed|entry)\"")
_LONGEST_NOTE = 300
_FEED_ROOTS = frozenset({"feed", "rss", "RDF", "entry"})
_SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})

# Only to resolve relative links of a page that was given without its address; the parsers read the real thing.
_OWN_ADDRESS = re.compile(
    rb"""<link[^>]+?rel=["']?(?:canonical|self)["']?[^>]*?\shref=["']?(https?://[^"'\s>]+)"""
    rb"""|<link[^>]+?href=["']?(https?://[^"'\s>]+)["']?[^>]*?\srel=["']?(?:canonical|self)["'\s/>]""",
    re.IGNORECASE,
)
_HEAD = 200_000


def page_of(body: bytes, url: str = "") -> RawPage:
    """Return a saved document as if it had just been fetched from `url`, else from the address that it states itself.

    The address is empty where nobody tells one.
    """
    address = url or _own_address(body)
    return RawPage(url=address, final_url=address, status=200, reason="OK", body=body)


def _own_address(body: bytes) -> str:
    found = _OWN_ADDRESS.search(body[:_HEAD])
    return (found[1] or found[2]).decode("ascii", "ignore") if found else ""


def _text(page: RawPage) -> str:
    start = page.body[:_SNIFFED]
    encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    return start.decode(encoding, "replace")


def root_name(page: RawPage) -> str:
    """Return the name of the first element without its prefix, `{` for a JSON feed, empty if there is neither."""
    text = _text(page)
    if _JSON_FEED.match(text):
        return "{"
    prologue = _PROLOGUE.match(text)
    root = _ROOT.search(text, prologue.end() if prologue else 0)
    return root[1] if root else ""


def parse_document(page: RawPage, guidance: ThemeRules = NO_THEME_RULES) -> Parsed:
    """Return what a feed, a sitemap or a page tells, a page with what is known of its theme (`guidance`).

    What can't be read is of type `unknown`, with a notice; so is a document that a fault of this program stopped at.
    Raises only ConfigError, for a rule that is no CSS selector.
    """
    try:
        return parse_unguarded(page, guidance)
    except MigratorError:
        raise
    except Exception as error:  # noqa: BLE001 - the last guard: whatever one page does, the others are read
        url = page.final_url or page.url
        return Parsed(page_type=PageType.UNKNOWN, url=url, notices=(internal_error(error, url=url),))


def parse_unguarded(page: RawPage, guidance: ThemeRules = NO_THEME_RULES) -> Parsed:
    """Return the same as `parse_document`; a fault of this program is raised."""
    if page.body.startswith(b'{"record"'):
        return parse_own(page)
    root = root_name(page)
    if root in _SITEMAP_ROOTS:
        return parse_sitemap(page)
    if root == "{" or root in _FEED_ROOTS:
        return parse_feed(page)
    return parse_page(page, guidance) if root else _unread(page)


def _unread(page: RawPage) -> Parsed:
    """Answer a document without any element: empty, or the words in which Blogger says that a feed is switched off."""
    url = page.final_url or page.url
    words = " ".join(_text(page).split())
    if not words:
        notice = Notice(code="parse-failed", url=url, detail="the document is empty")
    elif "/feeds/" in url and len(words) < _LONGEST_NOTE and "<" not in words and words.isprintable():
        notice = Notice(code="feed-closed", url=url, detail=words[:80])
    else:
        notice = Notice(code="parse-failed", url=url, detail="the document holds no markup")
    return Parsed(page_type=PageType.UNKNOWN, url=url, notices=(notice,))


# What a captured document told when it came: read again, with what was known of the blog at that time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A document read again; without `evidence` it tells nothing that the archive keeps.

    `whole` is what it tells before the window of publication dates leaves anything out.
    """

    parsed: Parsed
    whole: Parsed
    evidence: Evidence | None
    notices: tuple[Notice, ...] = ()


def guidance_of(archive: Archive) -> ThemeRules:
    """Return what the archive knows of the blog's theme."""
    return ThemeRules.of_texts(*archive.settings.theme_rules())


def evidence_of(archive: Archive, parsed: Parsed, as_of: str) -> Evidence:
    """Return what a document of a time is worth: its kind, and whether the blog's feed was found whole then."""
    settings = archive.settings
    return evidence_for(
        parsed,
        as_of=as_of,
        trusted_feed=settings.feed_is_whole(as_of),
        whole_posts=settings.feed_proven(as_of),
    )


def recall(archive: Archive, captured: Captured, guidance: ThemeRules) -> Recalled:
    """Read a captured document as the run read it that captured it."""
    whole = parse_document(captured.page, guidance)
    if whole.page_type in {PageType.UNKNOWN, PageType.ERROR}:
        return Recalled(parsed=whole, whole=whole, evidence=None, notices=whole.notices)
    since, until = archive.settings.window(captured.as_of)
    parsed = Window(since=since, until=until).cut(whole)
    evidence = evidence_of(archive, parsed, captured.as_of)
    if evidence.source in ONLY_NAMING and archive.settings.feeds_only_name(captured.as_of):
        return Recalled(parsed=parsed, whole=whole, evidence=None)
    return Recalled(parsed=parsed, whole=whole, evidence=evidence, notices=parsed.notices)
