"""The use case of retention: what an owner no longer wants kept is let go, and nothing else.

By default nothing ever is. Earlier texts (revisions) go by the time at which an edit replaced them, captures by the
time at which they were taken. What stays whatever the age: the newest revision of each field; the last whole capture of
each URL; every capture that a reparse of what is held needs; everything of a post that is gone from the blog.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from migrator.model.errors import ArchiveError
from migrator.model.notices import Notice
from migrator.parsing.document import guidance_of, recall
from migrator.store import Archive, Captured, RunKind

# What is needed today may not be after some more edits; to look every day at every old capture would cost too much.
_LOOK_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long to keep earlier texts and captures; None is for ever."""

    revisions: timedelta | None = None
    captures: timedelta | None = None

    @property
    def is_forever(self) -> bool:
        """Nothing is ever let go."""
        return self.revisions is None and self.captures is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneResult:
    """What was let go, or would be: revisions, captures, and the bytes that these took."""

    revisions: int = 0
    captures: int = 0
    bytes: int = 0

    def __str__(self) -> str:
        parts = [_counted(self.revisions, "earlier text")] if self.revisions else []
        if self.captures:
            parts.append(f"{_counted(self.captures, 'capture')} ({self.bytes / 1_000_000:.1f} MB)")
        return " and ".join(parts) or "nothing"

    def __bool__(self) -> bool:
        return bool(self.revisions or self.captures)


def prune(
    archive: Archive,
    keep: RetentionPolicy,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    dry_run: bool = False,
) -> PruneResult:
    """Let go of what is older than `keep` says and not needed; give how much. With `dry_run` only tell.

    Safe at any time: what a killed run left is done by the next. The archive must be open for writing, but for a
    `dry_run`. Raises ArchiveError where it can't be written.
    """
    now = clock().astimezone(UTC)
    revisions = 0
    if keep.revisions is not None:
        revisions = archive.thinning.old_revisions(_stamp(now - keep.revisions))
    captures = _captures(archive, keep, now)
    if dry_run:
        chosen = [number for _, numbers in captures for number in numbers]
        return PruneResult(revisions=revisions, captures=len(chosen), bytes=archive.thinning.size(chosen))
    looked_at = list(captures)
    if not revisions and not any(numbers for _, numbers in looked_at):
        with archive.transaction():
            for as_of, _ in looked_at:
                archive.thinning.looked_at(as_of, _stamp(now))
        return PruneResult()
    return _do(archive, keep, looked_at, now=now)


def _do(
    archive: Archive, keep: RetentionPolicy, captures: list[tuple[str, tuple[int, ...]]], *, now: datetime
) -> PruneResult:
    with archive.run(RunKind.RETENTION, clock=lambda: now) as run:
        revisions = taken = size = 0
        if keep.revisions is not None:
            with archive.transaction():
                revisions = archive.thinning.drop_revisions(_stamp(now - keep.revisions))
        for as_of, numbers in captures:
            if numbers:
                size += archive.thinning.size(numbers)
                archive.thinning.drop_captures(as_of, numbers)
                taken += len(numbers)
            archive.thinning.looked_at(as_of, _stamp(now))
        done = PruneResult(revisions=revisions, captures=taken, bytes=size)
        notice = Notice(code="retention", url=archive.address().home, detail=f"{done} let go")
        archive.notices.add(run.number, [notice])
        run.counts = {"revisions": done.revisions, "captures": done.captures, "bytes": done.bytes}
    return done


def _captures(archive: Archive, keep: RetentionPolicy, now: datetime) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give, time by time, the captures that nothing needs; also the times of which all are needed, with none."""
    if keep.captures is None:
        return
    needs = _Needs(archive)
    old = archive.thinning.replaced(_stamp(now - keep.captures), looked_at_before=_stamp(now - _LOOK_AGAIN))
    for as_of, numbers in old.items():
        try:
            needed = set(needs.among(as_of, frozenset(numbers)))
        except ArchiveError:
            continue  # a damaged file is for `verify` to name; nothing of it is taken
        yield as_of, archive.thinning.free([number for number in numbers if number not in needed])


class _Needs:
    """Tells which captures what is held rests on."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._guidance = guidance_of(archive)
        self._gone = archive.thinning.gone()
        self._told_by_feeds = archive.thinning.told_by_feeds()

    def among(self, as_of: str, numbers: frozenset[int]) -> Iterator[int]:
        """Yield those captures of a time that are needed."""
        claims = self._archive.thinning.claims(as_of)
        for captured in self._archive.captures.of_time(as_of):
            if captured.number not in numbers or captured.page.status != 200:
                continue
            for post, source in self._tells(captured):
                # A page and a feed write a text down in two ways; which one is held hangs on what is read first.
                either = source == "page" and post in self._told_by_feeds
                if (post, source) in claims or post in self._gone or either:
                    yield captured.number

    def _tells(self, captured: Captured) -> Iterator[tuple[int, str]]:
        """Yield the rows of the posts of which a document tells, and as which source."""
        recalled = recall(self._archive, captured, self._guidance)
        if recalled.evidence is None:
            return
        for seen in recalled.parsed.posts:
            number = self._archive.posts.number_of(seen)
            if number is not None:
                yield number, recalled.evidence.source


def _counted(many: int, what: str) -> str:
    return f"{many} {what}" if many == 1 else f"{many} {what}s"


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
