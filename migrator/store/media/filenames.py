"""Names of media files: legal and distinct on every file system, made of what the web calls the file. Pure."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_MAX_BYTES = 120
"""Of the readable part: with digest and extension a name stays below 200 bytes."""

# Characters that some file system forbids, and those that look like nothing.
_FORBIDDEN = re.compile(r"[^\w.-]+", re.UNICODE)
# What Blogger calls a picture that never had a name.
_TOKEN = re.compile(r"^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[\w-]{30,}$", re.ASCII)
_WINDOWS = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def readable(url: str) -> str:
    """Return the readable part of a name: the last part of a URL's path without its extension.

    >>> readable("https://1.bp.blogspot.com/-x/s0/Ma%20photo.JPG")
    'ma-photo'
    """
    try:
        last = unquote(urlsplit(url).path, errors="replace").rstrip("/").rpartition("/")[2]
    except ValueError:
        last = ""
    name = _EXTENSION.sub("", last.partition("=")[0])
    if _TOKEN.match(name):
        return "image"
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", name).lower()).strip("-._")
    # Cut between characters, and never between one and the mark that stands on it.
    name = name.encode("utf-8", "replace")[:_MAX_BYTES].decode("utf-8", "ignore").strip("-._")
    name = unicodedata.normalize("NFC", name)
    return "file" if not name or _WINDOWS.match(name.partition(".")[0]) else name


def file_name(url: str, sha256: str, extension: str) -> str:
    """Return the name of a file by its URL, its content and its type.

    Lower case, so that names that differ do so on every file system; the digest stands before the only extension, so
    that no name begins with another.
    """
    return f"{readable(url)}-{sha256[:8]}.{extension}"
