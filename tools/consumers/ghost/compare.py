"""Compares a Ghost site, by its Admin API and over HTTP, with the archive that it was made of."""

import hashlib
import http.client
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from migrator import open_archive
from migrator.addresses import images as pictures
from migrator.addresses.urls import BlogAddress, absolute, label_of
from migrator.content.text import plain_text
from migrator.content.tree import parse_fragment
from migrator.model.ports import ArchiveView
from migrator.model.schema import Media, MediaStatus, Post, PostStatus, PostType
from tools.consumers.ghost.server import Ghost
from tools.consumers.results import Result
from tools.consumers.visits import Visitor

Record = dict[str, Any]
_STATUS = {
    PostStatus.PUBLISHED: "published",
    PostStatus.DRAFT: "draft",
    PostStatus.SCHEDULED: "scheduled",
    PostStatus.REMOVED: "draft",
}
_SPACE = re.compile(r"[\s\u00a0\u200b]+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE = 255


def compare(archive: Path, ghost: Ghost, losses: Path) -> Result:
    """Compare everything; of what Ghost can't hold, that it is listed as lost."""
    result = Result()
    with open_archive(archive) as opened:
        comparison = _Comparison(opened.view(), ghost, result)
        comparison.run()
        told = {one["what"]: one["count"] for one in json.loads(losses.read_text())["totals"]}
        comments = sum(len(post.comments) for post in opened.view().posts())
        if told.get("comments", 0) != comments:
            result.problems.append(f"comments: {comments} are lost, {told.get('comments', 0)} are listed")
    return result


class _Comparison:
    def __init__(self, view: ArchiveView, ghost: Ghost, result: Result) -> None:
        self._view = view
        self._ghost = ghost
        self._result = result
        self._visitor = Visitor(ghost.port)
        self._address = BlogAddress(view.blog().url, view.aliases())
        self._authors = {author.id: author.name for author in view.authors()}
        self._tags: dict[str, str] = {}
        """Slugs of tags by label."""
        self._slugs: dict[str, str] = {}
        """New slugs by the keys of old addresses."""

    def run(self) -> None:
        """Compare the entries, then visit."""
        found: dict[str, list[Record]] = {}
        for kind in ("posts", "pages"):
            for one in self._ghost.all(kind):
                found.setdefault(one["comment_id"], []).append(one | {"kind": kind})
        pairs = []
        for post in self._view.posts():
            there = found.get((post.platform_id or post.id)[:50], [])
            column = "pages" if post.type is PostType.PAGE else "posts"
            good = len(there) == 1 and there[0]["status"] == _STATUS[post.status] and there[0]["kind"] == column
            self._result.count(column, good=good, problem=f"{_named(post)}: {[one['status'] for one in there]}")
            if there:
                self._entry(post, there[0])
                pairs.append((post, there[0]))
        self._visitor.all(path for post, one in pairs for path in self._paths(post, one))
        for post, one in pairs:
            self._redirects(post, one)
            self._links(post, one)
        self._other_redirects()

    def _entry(self, post: Post, one: Record) -> None:
        name, count = _named(post), self._result.count
        title = _clean(post.title)[:_LONGEST_TITLE].strip() or "(Untitled)"
        count("bodies", good=title == _clean(one["title"]), problem=f"{name}: title {one['title']!r}")
        wanted, shown = _text(post.content_html), _text(one["html"] or "")
        count("bodies", good=wanted == shown, problem=f"{name}: {_difference(wanted, shown)}")
        if post.status is PostStatus.PUBLISHED and post.published:
            good = _same_time(post.published, one["published_at"])
            count("dates", good=good, problem=f"{name}: {post.published} became {one['published_at']}")
        tags = [tag for tag in one["tags"] if tag["visibility"] == "public"]
        labels = Counter(_tag_name(label) for label in set(post.labels))
        good = labels == Counter(tag["name"] for tag in tags)
        count("terms", good=good, problem=f"{name}: {post.labels} became {[tag['name'] for tag in tags]}")
        self._tags.update(zip(post.labels, (tag["slug"] for tag in tags), strict=False))
        if post.author:
            people = [author["name"] for author in one["authors"]]
            count("authors", good=people == [self._authors[post.author]], problem=f"{name}: {people}")
        self._images(post, one)
        if post.status is PostStatus.PUBLISHED and self._address.owns(post.url):
            self._slugs[self._key(post.url)] = one["slug"]

    def _images(self, post: Post, one: Record) -> None:
        held: dict[str, Media] = {}
        for media_id in post.media:
            media = self._view.media_by_id(media_id)
            if media is not None and media.status is MediaStatus.HELD:
                held.update({pictures.key(url): media for url in (media.url, *media.urls)})
        old = [image.get("src") or "" for image in parse_fragment(post.content_html).iter("img")]
        new = [image.get("src") or "" for image in parse_fragment(one["html"] or "").iter("img")]
        for before, after in zip(old, new, strict=False):
            if media := held.get(pictures.key(before)):
                good = self._digest(after) == media.sha256
                self._result.count("images", good=good, problem=f"{_named(post)}: {media.path} became {after}")
        if len(old) != len(new):
            self._result.count("images", good=False, problem=f"{_named(post)}: {len(old)} images became {len(new)}")

    def _digest(self, url: str) -> str | None:
        if urlsplit(url).port != self._ghost.port:
            return None
        connection = http.client.HTTPConnection("127.0.0.1", self._ghost.port, timeout=30)
        connection.request("GET", urlsplit(url).path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return hashlib.sha256(body).hexdigest() if answer.status == 200 else None

    def _key(self, url: str) -> str:
        """Return what a document is known by; posts that share a file are told apart by a number behind a #."""
        key, number = self._address.key(url), url.partition("#")[2]
        return f"{key}#{number}" if number.isdigit() else key

    def _paths(self, post: Post, one: Record) -> Iterator[str]:
        yield from self._old_paths(post)
        yield from (path for _, path, _ in self._inner_links(post, one))

    def _old_paths(self, post: Post) -> list[str]:
        # What stands behind a # never reaches a server.
        if post.status is not PostStatus.PUBLISHED or not self._address.owns(post.url) or "#" in post.url:
            return []
        path = "/" + self._address.path(post.url)
        return [path, f"{path}?m=1"]

    def _redirects(self, post: Post, one: Record) -> None:
        for path in self._old_paths(post):
            visit = self._visitor.to(path)
            good = visit.arrived and urlsplit(visit.path).path == f"/{one['slug']}/"
            self._result.count("redirects", good=good, problem=f"{path} ends at {visit.path} ({visit.status})")

    def _inner_links(self, post: Post, one: Record) -> Iterator[tuple[str, str, str]]:
        """Yield the links of a body to what the archive holds: (old address, new path, the path that it should be)."""
        old = [absolute(link, post.url or self._view.blog().url) for link in _links(post.content_html)]
        for before, after in zip(old, _links(one["html"] or ""), strict=False):
            if before is None or not self._address.owns(before) or after.startswith("#"):
                continue
            key, label = self._key(before), label_of(before)
            slug = self._slugs.get(key)
            if slug is not None or not key or label in self._tags:
                wanted = f"/{slug}/" if slug else f"/tag/{self._tags[label]}/" if label in self._tags else "/"
                yield before, urlsplit(after).path if after.startswith(self._ghost.url) else after, wanted

    def _links(self, post: Post, one: Record) -> None:
        """Every link of the body to what the archive holds leads there."""
        counted = len(_links(post.content_html)), len(_links(one["html"] or ""))
        if counted[0] != counted[1]:
            self._result.count("links", good=False, problem=f"{_named(post)}: {counted[0]} links became {counted[1]}")
        for before, path, wanted in self._inner_links(post, one):
            good = path == wanted and self._visitor.to(path).status == 200
            self._result.count("links", good=good, problem=f"{_named(post)}: {before} became {path}")

    def _other_redirects(self) -> None:
        """Old addresses of labels, months and feeds."""
        shown = {label for post in self._view.posts() if post.status is PostStatus.PUBLISHED for label in post.labels}
        wanted = {f"/search/label/{quote(label, safe='')}": f"/tag/{self._tags.get(label)}/" for label in sorted(shown)}
        wanted |= {"/2012_03_01_archive.html": "/", "/2012/03/": "/", "/feeds/posts/default": "/rss/"}
        self._visitor.all(wanted)
        for path, target in wanted.items():
            visit = self._visitor.to(path)
            good = visit.arrived and unquote(visit.path) == target
            self._result.count("redirects", good=good, problem=f"{path} ends at {visit.path} ({visit.status})")


def _same_time(told: str, stored: str) -> bool:
    """Compare to the second; of a bare day, the day alone."""
    there = datetime.fromisoformat(stored).astimezone(UTC).replace(microsecond=0)
    if len(told) == 10:
        return str(there.date()) == told
    return there == datetime.fromisoformat(told).astimezone(UTC).replace(microsecond=0)


def _tag_name(label: str) -> str:
    """Return a label without what means something else at the start of a tag."""
    return label.lstrip("#,").strip() or label


def _named(post: Post) -> str:
    return post.url or post.title or post.id


def _text(html: str) -> str:
    return _SPACE.sub("", _ILLEGAL.sub("", plain_text(html)))


def _clean(text: str) -> str:
    return " ".join(_ILLEGAL.sub("", text).split())


def _links(html: str) -> list[str]:
    return [href for link in parse_fragment(html).iter("a", "area") if (href := link.get("href"))]


def _difference(wanted: str, shown: str) -> str:
    at = next((place for place, pair in enumerate(zip(wanted, shown, strict=False)) if pair[0] != pair[1]), 0)
    return f"…{wanted[max(0, at - 15) : at + 25]!r} became {shown[max(0, at - 15) : at + 25]!r}"
