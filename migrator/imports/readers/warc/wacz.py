"""WACZ files (Web Archive Collection Zipped 1.1.1): a zip whose folder `archive/` holds WARC files.

What browsertrix, ArchiveWeb.page and `wacz create` write. A collection of collections holds `.wacz` files instead.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from migrator.imports.readers.base import BlogInput, Candidate
from migrator.imports.readers.warc.blog import WarcBlog, warc_blog
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_WARC = re.compile(r"\.warc(?:\.gz|\.zst)?$|\.arc(?:\.gz)?$", re.IGNORECASE)
_STEP = 1024 * 1024
_LARGEST = 64 * 1024**3
_MOST_PACKED = 1_100
"""Deflate can't pack denser than 1 : 1032; what claims to is no honest file."""
_DEEPEST = 2


class WaczReader:
    """Reads `.wacz` files."""

    def recognises(self, found: Candidate) -> bool:
        """Whether it is a zip with WARC files in it."""
        return found.head.startswith(b"PK") and any(_inner_names(found.path))

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield the blog that most pages are of."""
        folder = Path(mkdtemp(prefix="migrate-"))
        try:
            blog = _blog(found.path, home, folder)
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise
        # The blog is read after this has returned; the unpacked files go when it does, or when the program ends.
        finalize(blog, rmtree, folder, ignore_errors=True)
        yield blog


def _blog(path: Path, home: str, folder: Path) -> WarcBlog:
    notices: list[Notice] = []
    files = list(_unpacked(path, folder, notices, depth=1))
    if not files:
        detail = "; ".join(notice.detail for notice in notices[:3])
        raise UnreadableInput(f"{path.name} holds no WARC file that can be read. {detail}".rstrip())
    names = [f"{path.name}/{name}" for name, _ in files]
    blog = warc_blog([unpacked for _, unpacked in files], names, home, "a WACZ file")
    blog.name = path.name
    blog.add_notices(notices)
    return blog


def _inner_names(path: Path) -> Iterator[str]:
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as packed:
            yield from (name for name in packed.namelist() if _WARC.search(name) or name.lower().endswith(".wacz"))
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return


def _unpacked(path: Path, folder: Path, notices: list[Notice], depth: int) -> Iterator[tuple[str, Path]]:
    """Unpack the WARC files of a zip under names of our own; those inside are only told, never used as paths."""
    with ExitStack() as stack:
        try:
            packed = stack.enter_context(ZipFile(path))
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            notices.append(Notice(code="input-damaged", url=path.name, detail=f"the zip can't be read: {error}"))
            return
        for number, member in enumerate(packed.infolist()):
            inner = member.filename.lower().endswith(".wacz")
            if not inner and not _WARC.search(member.filename):
                continue
            target = folder / f"{path.stem[:40]}-{number}{'.wacz' if inner else ''}"
            name = PurePosixPath(member.filename).name
            if not _unpack(packed, member, target, notices):
                continue
            if not inner:
                yield name, target
            elif depth < _DEEPEST:
                yield from _unpacked(target, folder, notices, depth + 1)
                target.unlink()


def _unpack(packed: ZipFile, member: ZipInfo, target: Path, notices: list[Notice]) -> bool:
    """Unpack one member, never more than it declares; a damaged one is kept as far as it goes."""
    if member.file_size > max(_LARGEST, 1) or member.file_size > max(member.compress_size, 1) * _MOST_PACKED:
        detail = "it claims to unpack to more than is possible"
        notices.append(Notice(code="skipped-by-bound", url=member.filename, detail=detail))
        return False
    left = member.file_size
    try:
        with packed.open(member) as source, target.open("wb") as unpacked:
            while left > 0 and (chunk := source.read(min(_STEP, left))):
                left -= unpacked.write(chunk)
    except (BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        detail = f"{member.filename}: {error}"
        notices.append(Notice(code="input-damaged", url=member.filename, detail=detail[:200]))
    return target.exists() and target.stat().st_size > 0
