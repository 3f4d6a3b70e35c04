"""Where a post's folder is in a tree of files: by its old address, in names that every file system takes."""

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote

from migrator.model.ports import PostSummary
from migrator.portable import folded, plain_name

_POST = re.compile(r"^((?:19|20)\d{2})/(0[1-9]|1[0-2])/([^/?]+)$")
_PAGE = re.compile(r"^p/([^/?]+)$")
_EXTENSION = re.compile(r"\.(?:html?|php|shtml|asp)$")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _wanted(summary: PostSummary) -> str:
    """Return the folder that a post should have, other posts aside."""
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
    return plain_name(_EXTENSION.sub("", unquote(text))) or plain_name(summary.id) or "untitled"


def folders(summaries: Iterable[PostSummary]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the folders of all posts, by id and by key; no two differ in case alone."""
    by_id: dict[str, str] = {}
    by_key: dict[str, str] = {}
    taken: set[str] = set()
    for summary in summaries:
        folder = _wanted(summary)
        if folded(folder) in taken:
            folder = f"{folder}-{_digest(summary.id)}"
        taken.add(folded(folder))
        by_id[summary.id] = folder
        if summary.url:
            # Posts of 2003 that share a month's file: `2003_05_01_archive.html#105`.
            number = summary.url.partition("#")[2]
            by_key.setdefault(f"{summary.key}#{number}" if number else summary.key, folder)
    return by_id, by_key
