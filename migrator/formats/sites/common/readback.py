"""Trees of Markdown files: front matter in YAML (Pelican: lines of `Key: value`) above a body."""

import csv
import io
import json
import posixpath
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt

from migrator.addresses.join import split_url
from migrator.formats.common.format import TreeLayout
from migrator.formats.common.found import ReadbackPost, with_body
from migrator.formats.common.place import ExportFolder

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TIMES = ("told_time", "published_at", "published", "stamp", "date")
_ADDRESSES = ("url", "permalink", "path", "save_as")


def posts(place: ExportFolder, layout: TreeLayout | None) -> Iterator[ReadbackPost]:
    """Yield the posts of a tree; `layout` None is the plain tree of no generator."""
    reader = _reader()
    for path in place.files(".md"):
        facts, body = split(place.text(path))
        if "blogger_id" in facts or (layout is None and "id" in facts):
            yield with_body(_found(place, layout, path, facts), reader.render(body))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # An address in angle brackets is shown as it is written, as CommonMark says and every site generator does.
    reader.normalizeLinkText = lambda link: link  # type: ignore[method-assign]  # its own way to change that
    return reader


def _found(place: ExportFolder, layout: TreeLayout | None, path: str, facts: Mapping[str, object]) -> ReadbackPost:
    markdown = layout is None
    url = str(facts.get("blogger_url") or (facts.get("url") if markdown else "") or "")
    addresses = [str(facts[name]) for name in _ADDRESSES if isinstance(facts.get(name), str)]
    aliases = facts.get("aliases")
    addresses += [str(one) for one in aliases] if isinstance(aliases, list) else []
    labels = facts.get("labels") or facts.get("tags")
    return ReadbackPost(
        where=path,
        ids=(str(facts.get("blogger_id") or facts.get("id")),),
        url=url,
        title=str(facts.get("title") or ""),
        published=next((str(facts[name]) for name in _TIMES if facts.get(name)), None),
        # Pelican's tags are slugs.
        labels=tuple(str(one) for one in labels) if isinstance(labels, list) else (None if labels else ()),
        comments=_comments(place, layout, path, facts),
        addresses=tuple("/" + unquote(split_url(one).path).lstrip("/") for one in addresses if one != "false"),
    )


def _comments(
    place: ExportFolder, layout: TreeLayout | None, path: str, facts: Mapping[str, object]
) -> tuple[str, ...]:
    if layout is None:
        file = posixpath.join(posixpath.dirname(path), "comments.json")
    else:
        file = f"{layout.comments}/{facts.get('comments_key', '')}.json"
    if not place.has(file):
        return ()
    try:
        listed = json.loads(place.text(file))
    except ValueError:
        return ()
    return tuple(str(one.get("id")) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()


def split(document: str) -> tuple[dict[str, object], str]:
    """Part front matter from body; values are texts, lists and mappings, Hugo's `params` beside the others."""
    document = document.replace("\r\n", "\n")
    if document.startswith("---\n"):
        head, _, body = document[4:].partition("\n---")
        try:
            facts = yaml.load(head, Loader=_Loader)  # noqa: S506 - BaseLoader makes texts, lists and mappings alone
        except yaml.YAMLError:
            return {}, document
        if not isinstance(facts, dict):
            return {}, document
        params = facts.get("params")
        return facts | (params if isinstance(params, dict) else {}), body.partition("\n")[2]
    head, _, body = document.partition("\n\n")
    lines = [line.partition(": ") for line in head.split("\n")]
    # Pelican reads its lines as Markdown's metadata, where a title is HTML.
    return {name.lower(): unescape(value) for name, sign, value in lines if sign}, body


def old_addresses(place: ExportFolder, layout: TreeLayout) -> set[str]:
    """Return the old paths that lead on, by the table of redirects."""
    if not place.has(layout.redirects):
        return set()
    rows = csv.reader(io.StringIO(place.text(layout.redirects)))
    return {unquote(split_url(row[0]).path) for row in rows if row and "/" in row[0]}
