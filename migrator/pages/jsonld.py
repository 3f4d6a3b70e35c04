"""JSON-LD as the 2017+ themes and many others state it: what it says of the post."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from migrator.pages.document import Document
from migrator.pages.elements import told

_KINDS = frozenset({"BlogPosting", "Article", "NewsArticle", "WebPage", "TechArticle", "Recipe", "Review"})
_LONGEST = 200_000
_MOST_COMMENTS = 100
_MOST_NODES = 2_000
_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|(?<![:"])//[^\n]*', re.DOTALL)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)
_TIME = {name: re.compile(rf'"{name}"\s*:\s*"([0-9T:.Z+-]{{10,35}})"') for name in ("datePublished", "dateModified")}


@dataclass(frozen=True, slots=True)
class Stated:
    """What one JSON-LD object states; empty where it states nothing."""

    url: str = ""
    headline: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    author_url: str = ""
    is_person: bool = False
    """Whether it says that its author is a person, not an organisation such as the blog."""


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _text(value: object) -> str:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("name")
    return told(value) if isinstance(value, str) else ""


def _address(value: object) -> str:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return told(value) if isinstance(value, str) else ""


def _nodes(value: object) -> Iterator[dict[str, object]]:
    """Yield the objects of a script, those inside of others too, as far as they can be named (`@id`)."""
    waiting = [value]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            yield one
            waiting += reversed([inner for inner in one.values() if isinstance(inner, dict | list)])


def _objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    if not isinstance(value, dict):
        return []
    kinds = value.get("@type")
    named = {kinds} if isinstance(kinds, str) else set(kinds) if isinstance(kinds, list) else set()
    own = [value] if named & _KINDS and (value.get("datePublished") or value.get("headline")) else []
    return own + _objects(value.get("@graph"))


def _stated(value: dict[str, object], names: dict[str, str]) -> Stated:
    author = _first(value.get("author"))
    name = _text(author)
    if isinstance(author, dict) and not name:
        name = names.get(_address({"@id": author.get("@id")}), "")
    is_person = isinstance(author, dict) and "Person" in str(author.get("@type", ""))
    return Stated(
        url=_address(value.get("mainEntityOfPage")) or _address(value.get("url")),
        headline=unescape(_text(value.get("headline")) or _text(value.get("name"))),
        published=_text(value.get("datePublished")),
        modified=_text(value.get("dateModified")),
        author="" if "://" in name else unescape(name),
        author_url=_address(author.get("url")) if isinstance(author, dict) else "",
        is_person=is_person,
    )


def _loaded_all(document: Document) -> Iterator[tuple[object, str]]:
    for kind, _, text in document.index.scripts():
        if kind == "application/ld+json" and len(text) <= _LONGEST:
            yield _loaded(text), text


def site_name(document: Document) -> str:
    """Return the name of the web site as the page's JSON-LD states it; empty if it states none."""
    for value, _ in _loaded_all(document):
        for one in _nodes(value):
            if "WebSite" in str(one.get("@type", "")) and (name := _text(one.get("name"))):
                return unescape(name)
    return ""


def read_jsonld(document: Document) -> list[Stated]:
    """Return every post that the page's JSON-LD describes, in document order."""
    found: list[Stated] = []
    loaded = list(_loaded_all(document))
    named = (
        (_address(one), _text(one.get("name"))) for value, text in loaded if '"@id"' in text for one in _nodes(value)
    )
    names = {key: name for key, name in named if key and name}
    for value, text in loaded:
        found += _torn(text) if value is None else [_stated(one, names) for one in _objects(value)]
    return found


def _loaded(text: str) -> object:
    """Read JSON as themes write it, with comments and commas that JSON does not know; None if that is not enough."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        if text.count("/*") > _MOST_COMMENTS:
            return None
    plain = _COMMENT.sub(_kept, text)
    try:
        return json.loads(_COMMA.sub(_kept, plain), strict=False)
    except (ValueError, RecursionError):
        return None


def _kept(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else ""


def _torn(text: str) -> list[Stated]:
    """Return the times that broken JSON about one post states: a quote in a title breaks it, and no time has one."""
    if not any(f'"{kind}"' in text for kind in _KINDS - {"WebPage"}):
        return []
    times = {name: _TIME[name].findall(text) for name in _TIME}
    if len(times["datePublished"]) != 1:
        return []
    return [Stated(published=times["datePublished"][0], modified=(times["dateModified"] or [""])[0])]
