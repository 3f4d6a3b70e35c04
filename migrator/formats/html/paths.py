"""Where each page of the browsable copy lies: at its old path, as far as file systems take it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from migrator.addresses.urls import label_of
from migrator.formats.common.folders import folders
from migrator.model.ports import PostSummary
from migrator.portable import folded, is_plain, plain_name

_FILE = re.compile(r"^[^?#]+\.html?$")
_OWN = frozenset(
    {
        "index.html",
        "archive.html",
        "labels.html",
        "pages.html",
        "style.css",
        "feed.xml",
        "feed.json",
        "readme.txt",
        "readme.md",
        "search/index.html",
    }
)
_HIDDEN = frozenset({"draft", "scheduled"})


@dataclass(frozen=True, slots=True)
class ListedPost:
    """A post as lists show it."""

    path: str
    title: str
    published: str | None
    anchor: str = ""
    """The number behind `#` of a post that shared its old file with others."""


@dataclass(slots=True)
class PagePaths:
    """The paths of a whole copy; `shared` are old files that held several posts, by path."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    posts: list[ListedPost] = field(default_factory=list)
    pages: list[ListedPost] = field(default_factory=list)
    shared: dict[str, list[ListedPost]] = field(default_factory=dict)
    periods: dict[str, list[ListedPost]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def of_link(self, key: str) -> str | None:
        """Return the file that answers a document of the blog; None for what the copy has no page of."""
        if key in self.by_key:
            return self.by_key[key]
        if key == "":
            return "index.html"
        if key.rstrip("/") in self.periods:
            return f"{key.rstrip('/')}/index.html"
        if key in self.shared:
            return key
        return self.labels.get(label_of(f"https://x/{key}"))


def is_public(status: str) -> bool:
    """Whether a post belongs on a page: a copy on a server would publish drafts and scheduled ones."""
    return status not in _HIDDEN


def places_of(summaries: Iterable[PostSummary], labels: Iterable[str]) -> PagePaths:
    """Plan a copy: posts newest first, pages, lists by year and month, labels."""
    found = PagePaths()
    taken = {folded(name) for name in _OWN}
    listed = [summary for summary in summaries if is_public(summary.status)]
    by_folder, _ = folders(listed)
    for summary in listed:
        path = _unique(_path(summary, by_folder[summary.id]), taken)
        found.by_id[summary.id] = path
        entry = ListedPost(path, summary.title, summary.published, _anchor(summary))
        if summary.url and not entry.anchor:
            found.by_key.setdefault(summary.key, path)
        if summary.type == "page":
            found.pages.append(entry)
            continue
        found.posts.append(entry)
        if entry.anchor:
            found.shared.setdefault(_old_file(summary.key), []).append(entry)
        for period in _periods(summary):
            found.periods.setdefault(period, []).append(entry)
    for label in labels:
        folder = _unique(f"search/label/{plain_name(label) or 'label'}", taken)
        found.labels[label] = f"{folder}/index.html"
    return found


def _path(summary: PostSummary, folder: str) -> str:
    key = summary.key if summary.url else ""
    if not _anchor(summary) and _FILE.match(key):
        parts = [unquote(part) for part in key.split("/")]
        if all(map(is_plain, parts)):
            return "/".join(parts)
    return f"{folder}.html"


def _anchor(summary: PostSummary) -> str:
    fragment = summary.url.partition("#")[2]
    return fragment if fragment.isdigit() else ""


def _old_file(key: str) -> str:
    return unquote(key.partition("#")[0])


def _unique(path: str, taken: set[str]) -> str:
    stem, dot, extension = path.rpartition(".") if path.endswith((".html", ".htm")) else (path, "", "")
    number = 1
    while folded(path) in taken:
        number += 1
        path = f"{stem}-{number}{dot}{extension}"
    taken.add(folded(path))
    return path


def _periods(summary: PostSummary) -> tuple[str, ...]:
    """Return the year and the month under which a post is listed: those of its URL, else of its date."""
    match = re.match(r"^((?:19|20)\d{2})/(0[1-9]|1[0-2])/", summary.key)
    if match:
        return match[1], f"{match[1]}/{match[2]}"
    day = summary.published or ""
    return (day[:4], f"{day[:4]}/{day[5:7]}") if len(day) >= 10 else ()
