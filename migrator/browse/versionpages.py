"""What stood in a post before, side by side with what came after, and the responses it was read from."""

from dataclasses import dataclass
from itertools import pairwise

from migrator.browse.captured import harmless
from migrator.browse.differences import DiffRow, lines_of, side_by_side, words
from migrator.browse.layout import TEXT, Answer, Content, NotFound, link, own_page
from migrator.browse.library import Library
from migrator.model.documents import RawPage
from migrator.model.schema import Post
from migrator.pages.decoding import decode
from migrator.store.queries import Revision

_POSTS, _CAPTURES = 500, 100
_SHOWN = 200_000
"""Characters of a captured text that a page shows; the rest is a click away."""
_FIELDS = {"title": "Title", "content_html": "Text", "labels": "Labels", "status": "Status"}
_TEXTUAL = ("text/", "application/xml", "application/atom+xml", "application/rss+xml", "application/json",
            "application/javascript", "application/xhtml+xml", "image/svg+xml")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A value of a field: `key` names it in addresses; `now` has not been replaced."""

    key: str
    field: str
    told: str
    replaced: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Two versions of a field, compared."""

    field: str
    before: Version
    after: Version
    rows: list[DiffRow]
    same_words: bool


def revised(library: Library) -> Content:
    """List the posts of which earlier versions are held."""
    found = library.insight.revised()
    summaries = library.plan().summaries
    posts = [(summaries[post], many) for post, many in found[:_POSTS] if post in summaries]
    return own_page(library, "revised.html", "Changes", posts=posts, more=max(0, len(found) - _POSTS))


def revisions(library: Library, post_id: str, chosen: str, source: bool) -> Answer:
    """Show each version of a post's fields beside the one that took its place; `chosen` is one change alone."""
    post = library.insight.post(post_id)
    if post is None:
        return NotFound(tried=post_id)
    versions = _versions(post, library.insight.revisions(post_id))
    pairs = [
        (before, after)
        for of_field in versions.values()
        for before, after in pairwise(of_field)
        if before.value != after.value
    ]
    pairs.sort(key=lambda pair: pair[0].replaced, reverse=True)
    listed = [pair for pair in pairs if chosen in {"", pair[0].key}]
    return own_page(
        library,
        "revisions.html",
        f"Earlier versions: {post.title}",
        post=post,
        fields=_FIELDS,
        changes=[_compared(before, after, source) for before, after in listed[:20]],
        more=listed[20:],
        alone=bool(chosen),
        source=source,
        other=link(f"revisions/{post_id}", change=chosen, **({} if source else {"as": "html"})),
    )


def _versions(post: Post, held: list[Revision]) -> dict[str, list[Version]]:
    """Return the versions of each field that has earlier ones, oldest first, today's last."""
    today = {
        "title": post.title,
        "content_html": post.content_html,
        "labels": ", ".join(post.labels),
        "status": post.status.value,
    }
    found: dict[str, list[Version]] = {}
    for one in held:
        version = Version(str(one.number), one.field, one.as_of, one.noted, one.value)
        found.setdefault(one.field, []).append(version)
    for name, of_field in found.items():
        of_field.append(Version("now", name, of_field[-1].replaced, "", today.get(name, "")))
    return found


def _compared(before: Version, after: Version, source: bool) -> FieldChange:
    if before.field != "content_html":
        old, new = words(before.value, after.value)
        return FieldChange(before.field, before, after, [DiffRow(old, new, "changed")], same_words=False)
    if source:
        old_lines, new_lines = before.value.split("\n"), after.value.split("\n")
    else:
        old_lines, new_lines = lines_of(before.value), lines_of(after.value)
    rows = side_by_side(old_lines, new_lines)
    return FieldChange(before.field, before, after, rows, same_words=old_lines == new_lines)


# -- captures ---------------------------------------------------------------------------------------------------------


def captures(library: Library, part: str, page: int) -> Content:
    """List captured responses, newest first; with `part` those whose address holds it."""
    found = library.insight.captures(part=part, limit=_CAPTURES + 1, offset=_CAPTURES * page)
    return own_page(
        library,
        "captures.html",
        "Captures",
        captures=found[:_CAPTURES],
        part=part,
        post=None,
        total=library.archive.captures.count(),
        newer=link("captures", part=part, page=page - 1) if page else "",
        older=link("captures", part=part, page=page + 1) if len(found) > _CAPTURES else "",
    )


def captures_of(library: Library, post_id: str) -> Answer:
    """List the captures of a post's own page."""
    post = library.insight.post(post_id)
    if post is None:
        return NotFound(tried=post_id)
    found = library.insight.captures_of(post_id)
    title = f"Captures: {post.title}"
    return own_page(
        library, "captures.html", title, captures=found, part="", post=post, total=len(found), newer="", older=""
    )


def capture(library: Library, number: int) -> Answer:
    """Show one captured response: where it came from, its headers, the beginning of its text."""
    found = library.insight.capture(number)
    if found is None:
        return NotFound(tried=f"capture {number}")
    row, page = found
    text = decode(page) if _is_text(page) else ""
    return own_page(
        library,
        "capture.html",
        f"Capture {number}",
        row=row,
        page=page,
        size=len(page.body),
        text=text[:_SHOWN],
        cut=len(text) > _SHOWN,
        is_text=_is_text(page),
        is_html="html" in page.header("content-type") or not page.header("content-type"),
    )


def capture_text(library: Library, number: int) -> Answer:
    """Return the whole body of a captured response as text, or as a file where it is none."""
    found = library.insight.capture(number)
    if found is None:
        return NotFound(tried=f"capture {number}")
    page = found[1]
    if _is_text(page):
        return Content(body=decode(page).encode("utf-8", "replace"), type=TEXT, foreign=True)
    return Content(body=page.body, type="application/octet-stream", foreign=True, name=f"capture-{number}.bin")


def capture_shown(library: Library, number: int) -> Answer:
    """Return a captured page as it looks, without anything in it that runs or loads."""
    found = library.insight.capture(number)
    if found is None:
        return NotFound(tried=f"capture {number}")
    return Content(body=harmless(decode(found[1])), foreign=True)


def _is_text(page: RawPage) -> bool:
    kind = page.header("content-type").lower()
    return not kind or kind.startswith(_TEXTUAL)
