"""JSON-LD as the 2017+ themes and many others state it: what it says of the post."""

import json
import re
from dataclasses import dataclass

from migrator.themes.document import Document

_KINDS = frozenset({"BlogPosting", "Article", "NewsArticle", "WebPage", "TechArticle", "Recipe", "Review"})
_LONGEST = 200_000
_MOST_COMMENTS = 100
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


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id") or value.get("url")
    return value.strip() if isinstance(value, str) else ""


def _objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    if not isinstance(value, dict):
        return []
    kinds = value.get("@type")
    named = {kinds} if isinstance(kinds, str) else set(kinds) if isinstance(kinds, list) else set()
    own = [value] if named & _KINDS and (value.get("datePublished") or value.get("headline")) else []
    return own + _objects(value.get("@graph"))


def _stated(value: dict[str, object]) -> Stated:
    author = value.get("author")
    first = author[0] if isinstance(author, list) and author else author
    return Stated(
        url=_text(value.get("mainEntityOfPage")) or _text(value.get("url")),
        headline=_text(value.get("headline")) or _text(value.get("name")),
        published=_text(value.get("datePublished")),
        modified=_text(value.get("dateModified")),
        author=_text(first),
        author_url=_text(first.get("url")) if isinstance(first, dict) else "",
    )


def read_jsonld(document: Document) -> list[Stated]:
    """Give every post that the page's JSON-LD describes, in document order."""
    found: list[Stated] = []
    for kind, _, text in document.index.scripts():
        if kind != "application/ld+json" or len(text) > _LONGEST:
            continue
        value = _loaded(text)
        if value is None:
            found += _torn(text)
        else:
            found.extend(_stated(one) for one in _objects(value))
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
    """Give the times that broken JSON about one post states: a quote in a title breaks it, and no time has one."""
    if not any(f'"{kind}"' in text for kind in _KINDS - {"WebPage"}):
        return []
    times = {name: _TIME[name].findall(text) for name in _TIME}
    if len(times["datePublished"]) != 1:
        return []
    return [Stated(published=times["datePublished"][0], modified=(times["dateModified"] or [""])[0])]
