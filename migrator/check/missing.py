"""Naming what is declared, linked or asked for and not held: each with its URL and the reason."""

from collections.abc import Iterator

from migrator.check.report import DeclaredCount
from migrator.model.documents import DocumentKind
from migrator.model.notices import Notice
from migrator.model.schema import MediaStatus
from migrator.store import Archive, FailedDocument, RunKind

_GONE = frozenset({404, 410})
_CRAWLS = frozenset({RunKind.CRAWL, RunKind.MEDIA})
_POSTS = frozenset({DocumentKind.POST, DocumentKind.PAGE})


def missing_from(archive: Archive, counts: tuple[DeclaredCount, ...]) -> Iterator[Notice]:
    """Name what lacks; what is no want of the archive (a link that leads nowhere, robots.txt) is named as a remark."""
    home = archive.address().home
    last = next((run for run in reversed(list(archive.runs.all())) if run.kind in _CRAWLS), None)
    if last is not None and archive.runs.cut_short(last.command):
        yield Notice(code="crawl-unfinished", url=home, detail="run `migrate crawl` again: it goes on where it was")
    failures = list(archive.frontier.failures())
    if last is None or archive.settings.window(last.started) == (None, None):
        yield from _undelivered(archive, counts, {one.key: one for one in failures})
    yield from _comments(archive, failures)
    for url in archive.declared.posts_not_whole():
        yield Notice(code="body-incomplete", url=url, detail=_why(archive, url, failures))
    yield from _lists(failures)
    for media in archive.view().media():
        if media.status is MediaStatus.MISSING:
            yield Notice(code="media-missing", url=media.url, detail=media.error or "")
    unnamed, wanted = archive.media.unnamed(), archive.declared.totals().media.get("wanted", 0)
    if unnamed and wanted:
        # So it is after a damaged database was made anew: what had been fetched has to be fetched again.
        detail = f"{wanted} media are not held, and nothing is known of {len(unnamed)} files, such as {unnamed[0]}"
        yield Notice(code="media-missing", url=home, detail=f"{detail}; `migrate repair` asks for them again")


def _undelivered(
    archive: Archive, counts: tuple[DeclaredCount, ...], failures: dict[str, FailedDocument]
) -> Iterator[Notice]:
    """Name the entries that the blog counts or names beyond what is held; of a crawl of some dates only, nobody can."""
    address = archive.address()
    periods = {period: url for url, period in archive.declared.archive_links()}
    for count in counts:
        if count.declared > count.held and (count.found is None or count.declared > count.found):
            where = f" in {count.period}" if count.period else ""
            detail = f"{count.source}{where}: {count.declared} declared, {count.held} held"
            yield Notice(
                code="post-missing" if "comments" not in count.source else "comments-incomplete",
                url=periods.get(count.period, address.home),
                detail=detail,
            )
    for url, source in archive.mentions.not_held():
        failure, status = failures.get(address.key(url) if address.owns(url) else url), archive.frontier.status(url)
        why = f"named by {source}; " + _answer(failure, status)
        # A link may lead to what is long gone: that is no want of the archive.
        dead = source == "links" and (status in _GONE or (failure is not None and failure.refused))
        yield Notice(code="dead-link" if dead else "post-missing", url=url, detail=why)


def _answer(failure: FailedDocument | None, status: int | None) -> str:
    if failure is not None:
        return f"{failure.answer} ({failure.reason})"
    return f"it answered {status}" if status else "it was never asked for"


def _comments(archive: Archive, failures: list[FailedDocument]) -> Iterator[Notice]:
    """Name the posts that declare more comments than are held, each with the documents that would tell of them."""
    address = archive.address()
    told: set[str] = set()
    for gap in archive.declared.comment_gaps():
        key = address.key(gap.url)
        asked = [one for one in failures if _tells_comments_of(one, key, gap.platform_id)]
        told |= {one.url for one in asked}
        reasons = "".join(f"; {one.url}: {one.answer}" for one in asked)
        detail = f"{gap.declared} declared, {gap.held} held{reasons}"
        yield Notice(code="comments-incomplete", url=gap.url, detail=detail)
    counted = {address.key(one.url) for one in archive.declared.comment_counts()}
    for one in failures:
        # Of a post that tells how many comments it has, the count decides.
        if _is_comments(one) and one.url not in told and not one.refused and _post_of(one) not in counted:
            if one.kind is DocumentKind.POST_COMMENTS_FEED:
                continue  # it was asked for because a count did not fit, which fits now
            yield Notice(code="fetch-failed", url=one.url, detail=f"{one.answer} ({one.reason})")


def _is_comments(failure: FailedDocument) -> bool:
    """Whether a document tells of comments alone: a post's feed, or a further page of its comments."""
    return failure.kind is DocumentKind.POST_COMMENTS_FEED or (failure.kind in _POSTS and "?" in failure.key)


def _post_of(failure: FailedDocument) -> str:
    return failure.key.partition("?")[0]


def _tells_comments_of(failure: FailedDocument, key: str, number: str | None) -> bool:
    if failure.kind is DocumentKind.POST_COMMENTS_FEED:
        return number is not None and f"/{number}/" in failure.url
    return failure.kind in _POSTS and _post_of(failure) == key


def _why(archive: Archive, url: str, failures: list[FailedDocument]) -> str:
    key = archive.address().key(url)
    failure = next((one for one in failures if one.kind in _POSTS and one.key == key), None)
    return "no source gave it whole" + (f"; its page: {failure.answer}" if failure is not None else "")


def _lists(failures: list[FailedDocument]) -> Iterator[Notice]:
    """Name the lists and feeds that could not be had: what they would name is not known."""
    for one in failures:
        if one.kind in _POSTS or one.kind in {DocumentKind.POST_COMMENTS_FEED, DocumentKind.MEDIA}:
            continue
        code = "robots-disallowed" if one.refused else "fetch-failed"
        yield Notice(code=code, url=one.url, detail=one.reason if one.refused else f"{one.answer} ({one.reason})")
