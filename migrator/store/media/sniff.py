"""What a media file is, by its first bytes: never by its name or by what a server calls it."""

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from migrator.model.schema import MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A media type, the extension that goes with it, and pixels where it is a picture."""

    content_type: str
    extension: str
    kind: MediaKind
    width: int | None = None
    height: int | None = None


_PICTURES = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "GIF": ("image/gif", "gif"),
    "WEBP": ("image/webp", "webp"),
    "BMP": ("image/bmp", "bmp"),
    "TIFF": ("image/tiff", "tif"),
    "ICO": ("image/x-icon", "ico"),
    "AVIF": ("image/avif", "avif"),
}

# (offset, bytes, media type, extension, kind), the first that fits.
_MAGIC = (
    (0, b"%PDF-", "application/pdf", "pdf", MediaKind.FILE),
    (0, b"PK\x03\x04", "application/zip", "zip", MediaKind.FILE),
    (0, b"\x1aE\xdf\xa3", "video/webm", "webm", MediaKind.VIDEO),
    (0, b"FLV\x01", "video/x-flv", "flv", MediaKind.VIDEO),
    (8, b"AVI ", "video/x-msvideo", "avi", MediaKind.VIDEO),
    (8, b"WAVE", "audio/wav", "wav", MediaKind.AUDIO),
    (0, b"OggS", "audio/ogg", "ogg", MediaKind.AUDIO),
    (0, b"fLaC", "audio/flac", "flac", MediaKind.AUDIO),
    (0, b"ID3", "audio/mpeg", "mp3", MediaKind.AUDIO),
    (4, b"ftypavif", "image/avif", "avif", MediaKind.IMAGE),
    (4, b"ftypheic", "image/heic", "heic", MediaKind.IMAGE),
    (4, b"ftypqt", "video/quicktime", "mov", MediaKind.VIDEO),
    (4, b"ftypM4A", "audio/mp4", "m4a", MediaKind.AUDIO),
    (4, b"ftyp", "video/mp4", "mp4", MediaKind.VIDEO),
    (0, b"\x00\x00\x01\xba", "video/mpeg", "mpg", MediaKind.VIDEO),
    (0, b"FWS", "application/x-shockwave-flash", "swf", MediaKind.FILE),
    (0, b"CWS", "application/x-shockwave-flash", "swf", MediaKind.FILE),
    (0, b"\xd0\xcf\x11\xe0", "application/x-ole-storage", "doc", MediaKind.FILE),
)

# What servers say of files that no magic number tells, with the extension that we write.
_DECLARED = {
    "text/plain": "txt",
    "text/csv": "csv",
    "text/html": "html",
    "application/rtf": "rtf",
    "application/epub+zip": "epub",
    "application/json": "json",
}


def sniff(path: Path, declared: str = "") -> FileType:
    """Return what a file is; `declared` (a server's media type) is only asked where its bytes tell nothing."""
    with path.open("rb") as file:
        head = file.read(4096)
    picture = _picture(path)
    if picture is not None:
        return picture
    for offset, magic, content_type, extension, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return FileType(content_type=content_type, extension=extension, kind=kind)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return FileType(content_type="audio/mpeg", extension="mp3", kind=MediaKind.AUDIO)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text and not _is_page(text):
        return FileType(content_type="image/svg+xml", extension="svg", kind=MediaKind.IMAGE)
    if _is_page(text):
        return FileType(content_type="text/html", extension="html", kind=MediaKind.FILE)
    extension = _DECLARED.get(declared, "bin")
    content_type = declared if declared in _DECLARED else "application/octet-stream"
    return FileType(content_type=content_type, extension=extension, kind=MediaKind.FILE)


def _is_page(text: bytes) -> bool:
    return text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script"))


def _picture(path: Path) -> FileType | None:
    """Read a picture's header, never its pixels: a bomb costs nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as picture:
                known = _PICTURES.get(picture.format or "")
                width, height = picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        return None
    if known is None:
        return None
    return FileType(content_type=known[0], extension=known[1], kind=MediaKind.IMAGE, width=width, height=height)
