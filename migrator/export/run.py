"""One export from beginning to end."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from migrator.export.losses import NAME as LOSSES
from migrator.export.losses import Losses, asked_for
from migrator.export.selection import SelectedView, Selection
from migrator.formats import registry
from migrator.model.errors import ExportFailed
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, Exporter, ExportOptions, Loss, OutputFile, PostSummary, Sink
from migrator.model.schema import Author, Blog, Media, Post, PostType


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export wrote; `media` counts the files copied or named.

    `losses` counts what the format can't hold, by what it is; `notices` holds the first of each code and
    `notice_counts` how many there are. `losses.json`, the last file of every export, lists all of both.
    """

    files: int
    bytes: int
    posts: int
    pages: int
    comments: int
    media: int
    notices: tuple[Notice, ...] = ()
    notice_counts: Mapping[str, int] = field(default_factory=dict)
    losses: Mapping[str, int] = field(default_factory=dict)


class _CountingView:
    """The same view; counts what the last pass over its posts gave."""

    def __init__(self, view: ArchiveView) -> None:
        self._view = view
        self.posts_given = 0
        self.pages_given = 0
        self.comments_given = 0
        # Digests and not ids: a quarter of a million ids would weigh more than the rest of an export.
        self.media_given: set[int] = set()

    def posts(self) -> Iterator[Post]:
        self.posts_given = self.pages_given = self.comments_given = 0
        for post in self._view.posts():
            if post.type is PostType.PAGE:
                self.pages_given += 1
            else:
                self.posts_given += 1
            self.comments_given += len(post.comments)
            yield post

    def blog(self) -> Blog:
        return self._view.blog()

    def authors(self) -> Iterator[Author]:
        return self._view.authors()

    def summaries(self) -> Iterator[PostSummary]:
        return self._view.summaries()

    def labels(self, statuses: Collection[str] = ()) -> Iterator[tuple[str, int]]:
        return self._view.labels(statuses)

    def media(self) -> Iterator[Media]:
        for media in self._view.media():
            self.media_given.add(hash(media.id))
            yield media

    def media_by_id(self, media_id: str) -> Media | None:
        media = self._view.media_by_id(media_id)
        if media is not None:
            self.media_given.add(hash(media_id))
        return media

    def aliases(self) -> frozenset[str]:
        return self._view.aliases()

    def open_media(self, media: Media) -> BinaryIO:
        return self._view.open_media(media)


class _CountingSink:
    """Writes into another sink; counts files and bytes."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.files = 0
        self.bytes = 0

    def write(self, file: OutputFile) -> None:
        self.files += 1
        if isinstance(file.content, Media):
            self.bytes += file.content.bytes or 0
            self._sink.write(file)
        elif isinstance(file.content, bytes):
            self.bytes += len(file.content)
            self._sink.write(file)
        else:
            self._sink.write(replace(file, content=self._counted(file.content)))

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.bytes += len(chunk)
            yield chunk


def _write(exporter: Exporter, made: Iterable[OutputFile | Notice | Loss], sink: _CountingSink, losses: Losses) -> None:
    """Write what a format makes, a README where it has none of its own, and what was lost."""
    explained = False
    for one in made:
        if isinstance(one, OutputFile):
            explained = explained or one.path in READMES
            sink.write(one)
        else:
            losses.take(one)
    if not explained:
        sink.write(readme(exporter, served=exporter.served))
    sink.write(losses.file(beside=exporter.served))


def export_archive(
    view: ArchiveView, format_name: str, sink: Sink, options: ExportOptions, selection: Selection | None = None
) -> ExportReport:
    """Write an archive, or the selected part, in another form; whatever goes wrong, the destination stays as it was.

    ExportFailed if a file can't be written; UsageError for an unknown format or label.
    """
    with Losses(format_name, asked_for(options, selection)) as losses:
        try:
            exporter = registry.exporter(format_name)
            counted_view = _CountingView(view if selection is None else SelectedView(view, selection))
            counted_sink = _CountingSink(sink)
            _write(exporter, exporter.export(counted_view, options), counted_sink, losses)
            sink.commit()
        except (OSError, ValueError) as error:
            sink.abort()
            raise ExportFailed(f"The export to {format_name} failed: {error}") from error
        except BaseException:
            sink.abort()
            raise
        return ExportReport(
            files=counted_sink.files,
            bytes=counted_sink.bytes,
            posts=counted_view.posts_given,
            pages=counted_view.pages_given,
            comments=counted_view.comments_given,
            media=len(counted_view.media_given),
            notices=tuple(losses.notices),
            notice_counts=losses.notice_counts,
            losses=losses.counts,
        )


# The text that lies beside every export: what it is, and what to do with it.

READMES = ("README.md", "README.txt", "_README.md")
"""Where a format may have put one of its own; Jekyll takes up every file that does not begin with a `_`."""


def readme(exporter: Exporter, *, served: bool) -> OutputFile:
    """Return `README.txt`; `served`: the folder goes onto a web server as it is, so that other files lie next to it."""
    title = f"{exporter.summary[:1].upper()}{exporter.summary[1:]}"
    where = f"The file NAME.{LOSSES} next to this folder" if served else LOSSES
    steps = exporter.steps.strip()
    text = f"{title}\n{'=' * len(title)}\n\n{steps}\n\n{where} lists what of this blog the form has no place for.\n"
    return OutputFile(path="README.txt", content=text.encode())
