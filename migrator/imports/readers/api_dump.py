"""What a program kept of Blogger's API v3: lists of posts, pages and comments as JSON, alone or several in one file.

Format: https://developers.google.com/blogger/docs/3.0/reference; `kind` is `blogger#post`, `blogger#page`,
`blogger#comment`, `blogger#blog`, or a list of these (`blogger#postList`, …) under `items`. The entries are written as
those of Blogger's JSON feeds, which the rest of the program reads.
"""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from migrator.account import Unit
from migrator.addresses.join import split_url
from migrator.addresses.urls import made_up_home
from migrator.dates import as_utc, iso_instant
from migrator.imports.readers.base import BlogInput, Candidate, ImportedDocument, ImportedMedia, Unread
from migrator.imports.readers.files import FileSource, source_of
from migrator.model.documents import RawPage
from migrator.model.errors import UnreadableInput
from migrator.model.notices import Notice

_KIND = re.compile(rb'"kind"\s*:\s*"blogger#(?:blog|post|page|comment)(?:List)?"')
_LARGEST = 256 * 1024 * 1024
_PORTION = 100
_DEEPEST = 6
_SCHEMA = "http://schemas.google.com/blogger/2008/kind#"
_KINDS = {"blogger#post": "post", "blogger#page": "page", "blogger#comment": "comment"}

Item = dict[str, object]


class ApiDumpReader:
    """Reads JSON as Blogger's API v3 gives it."""

    def recognises(self, found: Candidate) -> bool:
        """Tell by the first kind of resource that is named."""
        return found.text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} and bool(_KIND.search(found.text))

    def blogs(self, found: Candidate, home: str) -> Iterator[BlogInput]:
        """Yield each blog that resources are of."""
        source = source_of(found.path)
        items = _items(source)
        numbers = list(dict.fromkeys(_blog_of(item) for item in items))
        for number in numbers:
            of_one = [item for item in items if _blog_of(item) == number]
            yield ApiDump(source, of_one, number, home if len(numbers) == 1 else "")


def _items(source: FileSource) -> list[Item]:
    """Return the resources of a file, lists opened."""
    with source.opened() as file:
        text = file.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise UnreadableInput(f"{source.name} is larger than what is read of JSON at once.")
    try:
        told = json.loads(text.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{source.name} is broken JSON: {str(error)[:100]}.") from None
    return list(_opened(told, _DEEPEST))


def _opened(told: object, levels: int) -> Iterator[Item]:
    if isinstance(told, list) and levels:
        for one in told:
            yield from _opened(one, levels - 1)
    elif isinstance(told, dict) and levels:
        kind = str(told.get("kind") or "")
        if kind in {*_KINDS, "blogger#blog"}:
            yield told
            inner = told.get("replies") if kind == "blogger#post" else None
            yield from _opened(inner.get("items") if isinstance(inner, dict) else None, levels - 1)
        elif kind.startswith("blogger#") or not kind:
            yield from (item for one in told.values() for item in _opened(one, levels - 1))


def _blog_of(item: Item) -> str:
    """Return the number of the blog that a resource is of."""
    told = item.get("id") if item.get("kind") == "blogger#blog" else _part(item, "blog").get("id")
    return _number(told)


def _part(item: Item, name: str) -> Item:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _number(value: object) -> str:
    text = str(value or "")
    return text if text.isascii() and text.isdigit() and len(text) < 30 else ""


def _text(item: Item, name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


class ApiDump:
    """The resources of one blog in a file."""

    form = "a dump of Blogger's API"

    def __init__(self, source: FileSource, items: list[Item], number: str, home: str) -> None:
        self.name = source.name
        self.size = source.size
        self.platform_id = number
        blog = next((item for item in items if item.get("kind") == "blogger#blog"), {})
        self._items = [item for item in items if item.get("kind") in _KINDS]
        shown = [_text(blog, "url"), *(_text(item, "url") for item in self._items)]
        self.home = home or next(filter(None, map(_home, shown)), "") or (made_up_home(number) if number else "")
        times = [as_utc(iso_instant(_text(item, "updated") or _text(item, "published"))) or "" for item in self._items]
        self._as_of = max(times, default="") or source.changed
        self._blog = blog

    def documents(self) -> Iterator[ImportedDocument | Unread | Notice]:
        """Yield the entries in portions, as feeds."""
        whole = [item for item in self._items if _number(item.get("id"))]
        if lost := len(self._items) - len(whole):
            notice = Notice(code="input-damaged", url=self.name, detail=f"{lost} entries have no number")
            yield Unread(notice=notice, unit=Unit.ENTRY, count=lost)
        for part, start in enumerate(range(0, max(len(whole), 1), _PORTION)):
            portion = whole[start : start + _PORTION]
            body = json.dumps({"version": "1.0", "feed": self._feed(portion)}, ensure_ascii=False)
            url = f"{self.home}feeds/api/default?imported={quote(self._as_of, safe=':')}&part={part}"
            yield ImportedDocument(
                page=_page(url, body.encode("utf-8", "replace")),
                as_of=self._as_of,
                read=self.size * (part + 1) * _PORTION // max(len(whole), 1),
                position=f"portion {part + 1}",
                offers={Unit.ENTRY: len(portion)},
            )

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:  # noqa: ARG002 - the seam's signature
        """Return nothing: the API gives the addresses of pictures alone."""
        return iter(())

    def _feed(self, items: list[Item]) -> Item:
        feed: Item = {
            "id": {"$t": f"tag:blogger.com,1999:blog-{self.platform_id}"},
            "updated": {"$t": self._as_of},
            "generator": {"$t": "Blogger"},
            "link": [{"rel": "alternate", "type": "text/html", "href": self.home}],
            "entry": [self._entry(item) for item in items],
        }
        if self._blog:
            feed["title"] = {"type": "text", "$t": _text(self._blog, "name")}
            feed["subtitle"] = {"type": "html", "$t": _text(self._blog, "description")}
        return feed

    def _entry(self, item: Item) -> Item:
        kind = _KINDS[str(item["kind"])]
        entry: Item = {
            "id": {"$t": self._tag(_number(item.get("id")))},
            "category": [{"scheme": "http://schemas.google.com/g/2005#kind", "term": f"{_SCHEMA}{kind}"}],
            "link": [{"rel": "alternate", "type": "text/html", "href": url}] if (url := _text(item, "url")) else [],
            **{name: {"$t": time} for name in ("published", "updated") if (time := _text(item, name))},
        }
        if "title" in item:
            entry["title"] = {"type": "text", "$t": _text(item, "title")}
        if "content" in item:
            entry["content"] = {"type": "html", "$t": _text(item, "content")}
        if author := _author(_part(item, "author")):
            entry["author"] = [author]
        _more_of_comment(entry, item, self._tag) if kind == "comment" else _more_of_post(entry, item)
        return entry

    def _tag(self, number: str) -> str:
        return f"tag:blogger.com,1999:blog-{self.platform_id}.post-{number}"


def _author(told: Item) -> Item:
    if not _text(told, "displayName"):
        return {}
    picture = _text(_part(told, "image"), "url")
    return {
        "name": {"$t": _text(told, "displayName")},
        **({"uri": {"$t": url}} if (url := _text(told, "url")) else {}),
        **({"gd$image": {"src": f"https:{picture}" if picture.startswith("//") else picture}} if picture else {}),
    }


def _more_of_post(entry: Item, item: Item) -> None:
    """Add labels, the number of comments, the place, and whether it is published."""
    labels, categories = item.get("labels"), entry["category"]
    if isinstance(labels, list) and isinstance(categories, list):
        terms = [label for label in labels if isinstance(label, str)]
        categories += [{"scheme": "http://www.blogger.com/atom/ns#", "term": term} for term in terms]
    if count := _number(_part(item, "replies").get("totalItems")):
        entry["thr$total"] = {"$t": count}
    place = _part(item, "location")
    if place:
        entry["georss$featurename"] = {"$t": _text(place, "name")}
        entry["georss$point"] = {"$t": f"{place.get('lat')} {place.get('lng')}"}
    if (status := _text(item, "status").upper()) not in {"", "LIVE"}:
        entry["blogger$status"] = {"$t": status}


def _more_of_comment(entry: Item, item: Item, tag: Callable[[str], str]) -> None:
    """Add which post it is of, which comment it answers, and whether readers see it."""
    post, answered = _number(_part(item, "post").get("id")), _number(_part(item, "inReplyTo").get("id"))
    if post:
        entry["thr$in-reply-to"] = {"ref": tag(post), "href": ""}
    links = entry["link"]
    if answered and isinstance(links, list):
        blog = tag("").partition("blog-")[2].partition(".")[0]
        address = f"http://www.blogger.com/feeds/{blog}/{post}/comments/default/{answered}"
        links.append({"rel": "related", "type": "application/atom+xml", "href": address})
    status = _text(item, "status").upper()
    if status == "EMPTIED":  # removed by its author or the blog's: what is left shows that there was one
        entry["gd$extendedProperty"] = [{"name": "blogger.contentRemoved", "value": "true"}]
    elif status not in {"", "LIVE"}:
        entry["blogger$status"] = {"$t": status}


def _home(url: str) -> str:
    try:
        parts = split_url(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in {"http", "https"} and parts.netloc else ""


def _page(url: str, body: bytes) -> RawPage:
    headers = (("content-type", "application/json; charset=utf-8"),)
    return RawPage(url=url, final_url=url, status=200, reason="OK", headers=headers, body=body)
