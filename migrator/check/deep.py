"""Reading every capture again, in a copy of the database, and naming what is stored otherwise."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView
from migrator.model.schema import Post
from migrator.reparse import reparse_archive
from migrator.store import Archive

_Prints = dict[str, int]
_NAMED = {
    "type": "its type",
    "status": "its status",
    "url": "its address",
    "title": "its title",
    "published": "when it was published",
    "updated": "when it was changed",
    "author": "its author",
    "labels": "its labels",
    "content_html": "its text",
    "comment_count": "how many comments it declares",
    "comments": "its comments",
    "location": "its location",
    "link": "where its title leads",
    "enclosures": "the files that it attaches",
}


def reread(archive: Archive) -> tuple[int, list[Notice]]:
    """Read all captures again; give how many, and every post that is stored otherwise than they tell.

    The archive itself is not touched. Where some were not kept, or are damaged, what their run told stays as it is: of
    that nothing can be compared. 0 where nothing was captured.
    """
    if not archive.captures.count():
        return 0, []
    with tempfile.TemporaryDirectory() as folder, archive.copied(Path(folder) / "again.db") as again:
        report = reparse_archive(again)
        notices = [notice for notice in report.notices if notice.code == "parse-failed"]
        return report.documents, [*notices, *_differing(archive.view(), again.view())]


def _differing(stored: ArchiveView, read: ArchiveView) -> Iterator[Notice]:
    """Compare post by post; of each, only digests are in memory."""
    told = {post.id: _prints(post) for post in read.posts()}
    for post in stored.posts():
        again = told.pop(post.id, None)
        if again is None:
            detail = "no capture tells of it, although those of its run are all there"
            yield Notice(code="stored-differs", url=post.url, detail=detail)
            continue
        mine = _prints(post)
        fields = [name for name in _NAMED if mine[name] != again[name]]
        if fields:
            yield Notice(
                code="stored-differs", url=post.url, detail=", ".join(_NAMED[name] for name in fields) + " differ"
            )
    if told:
        for post in read.posts():
            if post.id in told:
                yield Notice(code="stored-differs", url=post.url, detail="the captures tell of it, but it is not held")


def _prints(post: Post) -> _Prints:
    """Return a digest of each field."""
    return {name: hash(getattr(post, name)) for name in _NAMED}
