"""A zip file as a stream of chunks: nothing is sought in it, so it can be written while it is made."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

_LARGE = 1 << 31


class _Pipe(io.RawIOBase):
    """Takes what is written and hands it on."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        self._chunks.append(chunk)
        return len(chunk)

    def taken(self) -> bytes:
        """Return what came since the last time."""
        joined = b"".join(self._chunks)
        self._chunks.clear()
        return joined


def zipped(entries: Iterable[tuple[str, Iterable[bytes], int | None]]) -> Iterator[bytes]:
    """Zip (path, chunks, size in bytes, None where it is to be compressed and not known), with a fixed time.

    What has a size is stored as it is: pictures do not get smaller.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, chunks, size in entries:
            entry = zipfile.ZipInfo(path)  # its default time is 1980-01-01, the same in every run
            entry.compress_type = zipfile.ZIP_DEFLATED if size is None else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=(size or 0) >= _LARGE) as stream:
                for chunk in chunks:
                    stream.write(chunk)
                    if ready := pipe.taken():
                        yield ready
    yield pipe.taken()
