"""A post as an export gives it, and a store of many of them that keeps memory flat."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from types import TracebackType
from typing import Any, BinaryIO, cast

from lxml import etree

from migrator.content.text import element_text
from migrator.content.tree import parse_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadbackPost:
    """A post as it stands in an export; None where the form has no place for a thing.

    `ids` are what the form keeps of Blogger's number and ours, `url` the address on the blog, `where` the file.
    `addresses` are the paths under which the export shows it (`/2018/02/x.html`), `images` and `links` those of its
    body as written; `comments` the ids of its comments, or as many empty texts as there are.
    """

    where: str
    ids: tuple[str, ...] = ()
    url: str = ""
    title: str | None = None
    published: str | None = None
    labels: tuple[str, ...] | None = None
    comments: tuple[str, ...] | None = None
    text: str = ""
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def with_body(found: ReadbackPost, html: str) -> ReadbackPost:
    """Add what a body of HTML says."""
    return with_tree(found, parse_fragment(html))


def with_tree(found: ReadbackPost, root: etree._Element) -> ReadbackPost:
    """Add what an element says."""
    return replace(
        found,
        text=element_text(root),
        links=tuple(link.get("href") or "" for link in root.iter("a") if link.get("href")),
        images=tuple(image.get("src") or "" for image in root.iter("img")),
    )


class Spool:
    """Posts of an export, found again by id or URL; what they say is on the disk. Use it in a `with` block."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._taken: set[int] = set()
        self._starts: list[int] = []
        self._file = _spool()

    @property
    def count(self) -> int:
        """How many posts there are."""
        return len(self._starts)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, found: ReadbackPost) -> None:
        """Take one post."""
        number = len(self._starts)
        self._file.seek(0, 2)
        self._starts.append(self._file.tell())
        self._file.write(json.dumps(asdict(found)).encode("ascii") + b"\n")
        for key in (*(f"id {one}" for one in found.ids if one), f"url {found.url}" if found.url else ""):
            if key:
                self._places.setdefault(key, number)

    def take(self, ids: tuple[str | None, ...], url: str) -> ReadbackPost | None:
        """Return the post with one of these ids, else with that URL; each is given once."""
        for key in (*(f"id {one}" for one in ids if one), f"url {url}"):
            number = self._places.get(key)
            if number is not None and number not in self._taken:
                self._taken.add(number)
                return self._read(number)
        return None

    def left(self) -> Iterator[ReadbackPost]:
        """Return what nobody took."""
        return (self._read(number) for number in range(len(self._starts)) if number not in self._taken)

    def _read(self, number: int) -> ReadbackPost:
        self._file.seek(self._starts[number])
        # What `add` wrote, where lists had been tuples.
        values = json.loads(self._file.readline())
        return ReadbackPost(**cast("dict[str, Any]", {name: _plain(value) for name, value in values.items()}))


def _spool() -> BinaryIO:
    # Not in a `with` block here: it lives as long as the object that holds it.
    return cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=1 << 22))


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
