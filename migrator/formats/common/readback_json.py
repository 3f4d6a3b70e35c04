"""JSON forms: our own, whole or one object a line, and Ghost's."""

import json
import zipfile
from collections.abc import Iterator

from migrator.formats.common.found import ReadbackPost, with_body
from migrator.formats.common.place import ExportFolder
from migrator.model.errors import ExportDamaged


def json_posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts of `blog.json`."""
    with place.open("blog.json") as file:
        value = _object(place, file.read())
    listed = value.get("posts")
    for post in listed if isinstance(listed, list) else []:
        yield _own(post, "blog.json")


def jsonl_posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts of `blog.jsonl`."""
    with place.open("blog.jsonl") as file:
        for line in file:
            value = _object(place, line)
            if value.get("record") == "post":
                yield _own(value, "blog.jsonl")


def _object(place: ExportFolder, text: bytes) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ExportDamaged(f"{place.folder} holds JSON that can't be read: {error}.") from error
    if not isinstance(value, dict):
        raise ExportDamaged(f"{place.folder} holds other JSON than an export of ours.")
    return value


def _own(post: dict[str, object], where: str) -> ReadbackPost:
    comments, labels, published = post.get("comments"), post.get("labels"), post.get("published")
    found = ReadbackPost(
        where=where,
        ids=tuple(str(post[name]) for name in ("id", "platform_id") if post.get(name)),
        url=str(post.get("url") or ""),
        title=str(post.get("title") or ""),
        published=str(published) if published else None,
        labels=tuple(str(one) for one in labels) if isinstance(labels, list) else (),
        comments=tuple(str(one.get("id")) for one in comments) if isinstance(comments, list) else (),
    )
    return with_body(found, str(post.get("content_html") or ""))


def ghost_posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts in the zip file for Ghost's importer."""
    with place.open("blog.ghost.zip") as file:
        try:
            with zipfile.ZipFile(file) as packed:
                value = _object(place, packed.read("blog.json"))
        except (zipfile.BadZipFile, KeyError) as error:
            raise ExportDamaged(f"{place.folder / 'blog.ghost.zip'} can't be read: {error}.") from error
    data = value.get("data")
    tags = {tag["id"]: tag["name"] for tag in data.get("tags", ())} if isinstance(data, dict) else {}
    given: dict[str, list[str]] = {}
    for link in data.get("posts_tags", ()) if isinstance(data, dict) else ():
        given.setdefault(str(link["post_id"]), []).append(str(tags.get(link["tag_id"], "")))
    for post in data.get("posts", ()) if isinstance(data, dict) else ():
        yield _ghost(post, given.get(str(post["id"]), []))


def _ghost(post: dict[str, object], tags: list[str]) -> ReadbackPost:
    published = post.get("published_at")
    found = ReadbackPost(
        where="blog.ghost.zip: blog.json",
        ids=(str(post.get("comment_id") or ""),),
        title=str(post.get("title") or ""),
        published=str(published) if published else None,
        labels=tuple(tags),
    )
    return with_body(found, "".join(_html_of(post)))


def _html_of(post: dict[str, object]) -> Iterator[str]:
    try:
        nodes = json.loads(str(post.get("lexical") or "{}")).get("root", {}).get("children", [])
    except ValueError:
        nodes = []
    for node in nodes:
        if isinstance(node, dict) and "html" in node:
            yield str(node["html"])
