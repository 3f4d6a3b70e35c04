"""JSON Lines: the archive as one object a line, for programs that read one thing at a time.

Each object is one of the JSON export with `record` before its fields: `blog` (with `schema_version`) first, then
`author`, `post` and `media`, in the order of `blog.json`.
"""

from collections.abc import Iterator
from typing import ClassVar

from migrator.formats.common import readback_json
from migrator.formats.common.format import Format
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.json import JsonObject, author_to_json, blog_to_json, json_line, media_to_json, post_to_json
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, OutputFile
from migrator.model.schema import SCHEMA_VERSION


class JsonlExporter(Format):
    """Writes `blog.jsonl`; one object is in memory at a time."""

    name: ClassVar[str] = "jsonl"
    summary: ClassVar[str] = "the whole archive as JSON Lines: the objects of the JSON export, one a line"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "the bytes of pictures and files (only their paths in the archive)",
        "the pages as they were captured",
        "earlier versions of edited posts",
    )
    steps: ClassVar[str] = """
blog.jsonl holds the objects of the JSON export, one a line, so that no program needs all of it in memory: first
the blog, then authors, posts with their comments, and media. The field `record` says which a line is.

1. Read it line by line: jq -c 'select(.record == "post") | .title' blog.jsonl
2. `migrate schema` prints the JSON Schema of the objects."""
    sign: ClassVar[str] = "blog.jsonl"

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice]:  # noqa: ARG002 - the protocol's signature; the format has no options
        """Yield the one file."""
        yield OutputFile(path="blog.jsonl", content=_lines(view))

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback_json.jsonl_posts(folder)


def _lines(view: ArchiveView) -> Iterator[bytes]:
    yield _line("blog", {"schema_version": SCHEMA_VERSION, **blog_to_json(view.blog())})
    for author in view.authors():
        yield _line("author", author_to_json(author))
    for post in view.posts():
        yield _line("post", post_to_json(post))
    for media in view.media():
        yield _line("media", media_to_json(media))


def _line(record: str, value: JsonObject) -> bytes:
    return json_line({"record": record, **value}) + b"\n"
