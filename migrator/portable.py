"""Names of files that every system and host takes: one rule for those who make names and those who check them. Pure.

Windows: learn.microsoft.com, "Naming Files, Paths, and Namespaces". Netlify refuses a deploy with `#` or `?` in a name.
macOS and Windows hold names for one that differ in case, macOS also those that differ in Unicode's forms.
"""

import hashlib
import re
import unicodedata

_SIGNS = r'\x00-\x1f<>:"/\\|?*#\x7f-\x9f\u2028\u2029\ud800-\udfff'
_FORBIDDEN = re.compile(f"[{_SIGNS}]")
_PARTING = re.compile(f"[ {_SIGNS}]+")
_DEVICE = re.compile(
    r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?= *(?:\.|$))", re.IGNORECASE
)
_READABLE = 120
_LONGEST = 200
"""Bytes of UTF-8; file systems take 255, some hosts add endings of their own."""


def is_portable(name: str) -> bool:
    """Whether a file or folder can have this name on Linux, macOS, Windows and the hosts of static sites."""
    return is_servable(name) and not _DEVICE.match(name)


def is_servable(name: str) -> bool:
    """Whether a web server can have a file of this name; Windows may not, because of its devices (`con`, `nul`)."""
    return bool(name) and name[-1] not in ". " and not _FORBIDDEN.search(name) and len(_bytes(name)) <= _LONGEST


def is_plain(name: str) -> bool:
    """Whether a portable name is also one that nobody hides (none begins with a dot), in the form that macOS keeps."""
    return is_portable(name) and name[0] not in ". " and name == unicodedata.normalize("NFC", name)


def plain_name(text: str) -> str:
    """Return a plain name for any text, at most 120 bytes long; empty if nothing of it is left."""
    name = _PARTING.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    if len(_bytes(name)) > _READABLE:
        cut = _bytes(name)[: _READABLE - 9].decode("utf-8", "ignore").rstrip("-. ")
        name = f"{cut}-{_digest(text)}"
    return _DEVICE.sub(r"\g<0>_", name)


def folded(path: str) -> str:
    """Return what is the same for all paths that some system holds for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _digest(text: str) -> str:
    return hashlib.sha256(_bytes(text)).hexdigest()[:8]
