"""Where a post's folder is in a tree of files: by its old address, in names that every file system takes."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from migrator.protocols import PostSummary

_POST = re.compile(r"^((?:19|20)\d{2})/(0[1-9]|1[0-2])/([^/?]+)$")
_PAGE = re.compile(r"^p/([^/?]+)$")
_EXTENSION = re.compile(r"\.(?:html?|php|shtml|asp)$")
_FORBIDDEN = re.compile(r'[\x00-\x20<>:"/\\|?*\x7f\ud800-\udfff]+')
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_MAX_BYTES = 120
_LONGEST = 200


def legal_name(text: str) -> str:
    """Give a file name for any text that Linux, macOS and Windows take; empty if nothing of it is left."""
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    if len(name.encode("utf-8", "replace")) > _MAX_BYTES:
        cut = name.encode("utf-8", "replace")[: _MAX_BYTES - 9].decode("utf-8", "ignore").rstrip("-. ")
        name = f"{cut}-{_digest(text)}"
    return f"{name}_" if _DEVICE.match(name) else name


def is_legal_name(name: str) -> bool:
    """Tell whether Linux, macOS and Windows take a file name as it is."""
    return (
        name == unicodedata.normalize("NFC", name).strip(" ")
        and not name.startswith(".")
        and not name.endswith(".")
        and len(name.encode("utf-8", "replace")) <= _LONGEST
        and not _FORBIDDEN.search(name.replace(" ", "-"))
        and not _DEVICE.match(name)
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _wanted(summary: PostSummary) -> str:
    """Give the folder that a post should have, other posts aside."""
    key = summary.key if summary.url else ""
    if match := _PAGE.match(key):
        return f"p/{_leaf(match[1], summary)}"
    if match := _POST.match(key):
        return f"{match[1]}/{match[2]}/{_leaf(match[3], summary)}"
    leaf = _leaf(summary.slug or summary.title, summary)
    if summary.status in {"draft", "scheduled"}:
        return f"drafts/{leaf}"
    if summary.type == "page":
        return f"p/{leaf}"
    published = summary.published or ""
    return f"{published[:4]}/{published[5:7]}/{leaf}" if len(published) >= 10 else f"undated/{leaf}"


def _leaf(text: str, summary: PostSummary) -> str:
    return legal_name(_EXTENSION.sub("", unquote(text))) or legal_name(summary.id) or "untitled"


def folders(summaries: Iterable[PostSummary]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the folders of all posts, by id and by key; no two differ in case alone."""
    by_id: dict[str, str] = {}
    by_key: dict[str, str] = {}
    taken: set[str] = set()
    for summary in summaries:
        folder = _wanted(summary)
        if _folded(folder) in taken:
            folder = f"{folder}-{_digest(summary.id)}"
        taken.add(_folded(folder))
        by_id[summary.id] = folder
        if summary.url:
            # Posts of 2003 that share a month's file: `2003_05_01_archive.html#105`.
            number = summary.url.partition("#")[2]
            by_key.setdefault(f"{summary.key}#{number}" if number else summary.key, folder)
    return by_id, by_key


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
