"""Compares a WordPress site, by its database and over HTTP, with the archive that it was made of."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from migrator import open_archive
from migrator.addresses import images as pictures
from migrator.addresses.urls import BlogAddress, absolute, label_of
from migrator.content.text import plain_text
from migrator.content.tree import parse_fragment
from migrator.formats.common.times import answered
from migrator.formats.html.pages import words_for
from migrator.model.ports import ArchiveView
from migrator.model.schema import Comment, CommentStatus, Media, MediaStatus, Post, PostStatus, PostType
from tools.consumers.results import Result
from tools.consumers.visits import Visitor

Record = dict[str, Any]
_STATUS = {
    PostStatus.PUBLISHED: {"publish"},
    PostStatus.DRAFT: {"draft"},
    PostStatus.SCHEDULED: {"future", "publish"},  # one whose time has come is published at once
    PostStatus.REMOVED: {"private"},
}
_SPACE = re.compile(r"[\s\u00a0\u200b]+")
_WORDS = re.compile(r"[\W_×]+")
_TIMES = re.compile(r"(?<=\d)x(?=\d)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Dump:
    """What `dump.php` tells of a site."""

    def __init__(self, told: str) -> None:
        records: list[Record] = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        self.entries = [one for one in records if one["record"] in {"post", "page"}]
        self.attachments = [one for one in records if one["record"] == "attachment"]
        self.comments: dict[int, list[Record]] = {}
        for one in records:
            if one["record"] == "comment":
                self.comments.setdefault(one["post"], []).append(one)
        self._by_key: dict[str, list[Record]] = {}
        for one in self.entries:
            for key in {_key(one["old_id"], one["old"], plain_text(one["title"]))}:
                self._by_key.setdefault(key, []).append(one)
        self.files = {urlsplit(one["url"]).path: one["sha256"] for one in self.attachments}

    def of(self, post: Post) -> list[Record]:
        """Return every entry that a post became: there should be one."""
        return self._by_key.get(_key(post.platform_id, urlsplit(post.url).path, _clean(post.title)), [])


def _key(number: str | None, path: str, title: str) -> str:
    return number or path or title


def compare(archive: Path, dump: Dump, problems: list[str], port: int) -> Result:
    """Compare everything; whatever the import complained of counts too."""
    result = Result()
    result.problems.extend(problems[:20])
    visitor = Visitor(port)
    with open_archive(archive) as opened:
        comparison = _Comparison(opened.view(), dump, visitor, result, f"http://127.0.0.1:{port}")
        comparison.run()
    return result


class _Comparison:
    def __init__(self, view: ArchiveView, dump: Dump, visitor: Visitor, result: Result, site: str) -> None:
        self._view = view
        self._dump = dump
        self._visitor = visitor
        self._result = result
        self._site = site
        self._address = BlogAddress(view.blog().url, view.aliases())
        self._authors = {author.id: author.name for author in view.authors()}
        self._removed = words_for(view.blog().language).removed_comment
        self._labels = {label for label, _ in view.labels()}
        self._numbers: dict[str, int] = {}
        """Numbers of the entries by the keys of the posts that they were."""
        self._others = {""}
        """Keys of other pages of the blog that have a place on the site: its home, its months."""
        self._twins = Counter((post.type, (post.published or "")[:19]) for post in view.posts())

    def run(self) -> None:
        """Compare the entries, then visit."""
        pairs = list(self._entries())
        for post, found in pairs:
            if post.status is PostStatus.PUBLISHED and self._address.owns(post.url):
                self._numbers[self._key(post.url)] = found["id"]
                self._others.add(
                    (post.published or "")[:7].replace("-", "/") + "/" if post.type is PostType.POST else ""
                )
        count = len(self._dump.entries)
        expected = sum(1 for _ in self._view.summaries())
        if count != expected:
            self._result.problems.append(f"posts: {count} entries for {expected} posts and pages")
        self._visitor.all(self._paths(pairs))
        for post, found in pairs:
            self._redirects(post, found)
            self._links(post, found)
        self._terms()

    def _entries(self) -> Iterator[tuple[Post, Record]]:
        for post in self._view.posts():
            found = self._dump.of(post)
            column = "pages" if post.type is PostType.PAGE else "posts"
            there = len(found) == 1 and found[0]["status"] in _STATUS[post.status]
            self._result.count(column, good=there, problem=f"{_named(post)}: {len(found)} entries")
            if found:
                self._entry(post, found[0])
                yield post, found[0]

    def _entry(self, post: Post, found: Record) -> None:
        name = _named(post)
        count = self._result.count
        count("bodies", good=_clean(post.title) == _read(found["title"]), problem=f"{name}: title {found['title']!r}")
        wanted, shown = _letters(escape(post.title)), _letters(found["heading"].removeprefix("Private: "))
        count("bodies", good=wanted == shown, problem=f"{name}: its heading is {found['heading']!r}")
        wanted, shown = _text(post.content_html), _text(found["content"])
        count("bodies", good=wanted == shown, problem=f"{name}: {_difference(wanted, shown)}")
        wanted, shown = _letters(post.content_html), _letters(found["rendered"])
        count("bodies", good=wanted == shown, problem=f"{name} as shown: {_difference(wanted, shown)}")
        if post.status is not PostStatus.DRAFT:
            count(
                "dates", good=self._same_time(post, found), problem=f"{name}: {post.published} became {found['date']}"
            )
        labels = Counter(_read(term) for _, _, term in found["terms"])
        count(
            "terms",
            good=labels == Counter({_clean(label) for label in post.labels}),
            problem=f"{name}: {post.labels} became {labels}",
        )
        if post.author:
            author = self._authors[post.author]
            count(
                "authors",
                good=_clean(author) == _read(found["author"][1]),
                problem=f"{name}: {author} became {found['author']}",
            )
        self._comments(post, found)
        self._images(post, found)

    def _same_time(self, post: Post, found: Record) -> bool:
        told = post.published
        if told is None:
            return True
        if len(told) == 10:
            return bool(found["date"][:10] == told)
        when = datetime.fromisoformat(told)
        local = when.replace(tzinfo=None, microsecond=0)
        stored = datetime.fromisoformat(found["date"])
        utc = datetime.fromisoformat(found["date_gmt"])
        # Twins of one second get seconds of their own, or WordPress takes the second for the first.
        free = 90 if self._twins[post.type, told[:19]] > 1 else 0
        apart = stored - utc == local - when.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        return apart and abs((stored - local).total_seconds()) <= free

    def _comments(self, post: Post, found: Record) -> None:
        stored = self._dump.comments.get(found["id"], [])
        by_old = {one["old_id"]: one for one in stored}
        numbers = {one["id"]: one["old_id"] for one in stored}
        # Of a removed comment that nobody answered nothing is left to show.
        wanted = answered(post.comments)
        parents = {comment.id for comment in wanted}
        for comment in wanted:
            one = by_old.get(comment.platform_id or "")
            good = one is not None and self._same_comment(comment, one, numbers.get(one["parent"], ""), parents)
            self._result.count("comments", good=good, problem=f"{_named(post)}: comment {comment.id} became {one}")
        if len(stored) != len(wanted):
            self._result.count("comments", good=False, problem=f"{_named(post)}: {len(stored)} are stored")

    def _same_comment(self, comment: Comment, one: Record, parent: str, known: set[str]) -> bool:
        when = datetime.fromisoformat(comment.published) if comment.published and "T" in comment.published else None
        if when is not None:
            local, utc = (
                when.replace(tzinfo=None, microsecond=0),
                when.astimezone(UTC).replace(tzinfo=None, microsecond=0),
            )
            if (one["date"], one["date_gmt"]) != (str(local), str(utc)):
                return False
        said = self._removed if comment.status is CommentStatus.REMOVED else _text(comment.content_html)
        answered = (comment.parent_id or "") if comment.parent_id in known else ""
        return (
            _clean(comment.author.name) == _read(one["author"])
            and _squeezed(said) == _squeezed(_text(one["content"]))
            and answered == parent
        )

    def _images(self, post: Post, found: Record) -> None:
        held: dict[str, Media] = {}
        for media_id in post.media:
            one = self._view.media_by_id(media_id)
            if one is not None and one.status is MediaStatus.HELD:
                held.update({pictures.key(url): one for url in (one.url, *one.urls)})
        shown = [image.get("src") or "" for image in parse_fragment(found["content"]).iter("img")]
        digests = {self._dump.files.get(urlsplit(url).path) for url in shown if url.startswith(self._site)}
        for image in parse_fragment(post.content_html).iter("img"):
            if one := held.get(pictures.key(image.get("src") or "")):
                problem = f"{_named(post)}: {one.path} in {shown}"
                self._result.count("images", good=one.sha256 in digests, problem=problem)

    def _key(self, url: str) -> str:
        """Return what a document is known by; posts that share a file are told apart by a number behind a #."""
        key, number = self._address.key(url), url.partition("#")[2]
        return f"{key}#{number}" if number.isdigit() else key

    def _paths(self, pairs: list[tuple[Post, Record]]) -> Iterator[str]:
        for post, found in pairs:
            yield from self._old_paths(post)
            for _, _, path, _ in self._inner_links(post, found):
                yield path

    def _old_paths(self, post: Post) -> list[str]:
        # What stands behind a # never reaches a server.
        if post.status is not PostStatus.PUBLISHED or not self._address.owns(post.url) or "#" in post.url:
            return []
        path = "/" + self._address.path(post.url)
        return [path, f"{path}?m=1"]

    def _redirects(self, post: Post, found: Record) -> None:
        for path in self._old_paths(post):
            visit = self._visitor.to(path)
            good = visit.arrived and f"?p={found['id']}>" in visit.links
            self._result.count("redirects", good=good, problem=f"{path} ends at {visit.path} ({visit.status})")

    def _inner_links(self, post: Post, found: Record) -> Iterator[tuple[str, str, str, str]]:
        """Yield links of a body to what the archive holds: (old address, new address, new path, key of a document).

        A link that is only a fragment counts: importers lead it to the home page, so none may be left.
        """
        old = [absolute(link, post.url or self._view.blog().url) for link in _links(post.content_html)]
        for before, after in zip(old, _links(found["content"]), strict=False):
            if before is None or not self._address.owns(before):
                continue
            key = self._key(before)
            if key in self._numbers or key in self._others or label_of(before) in self._labels:
                parts = urlsplit(after)
                yield before, after, (parts.path or "/") if after.startswith(self._site) else after, key

    def _links(self, post: Post, found: Record) -> None:
        """Every link of the body to what the archive holds leads there."""
        counted = len(_links(post.content_html)), len(_links(found["content"]))
        if counted[0] != counted[1]:
            self._result.count("links", good=False, problem=f"{_named(post)}: {counted[0]} links became {counted[1]}")
        for before, after, path, key in self._inner_links(post, found):
            visit = self._visitor.to(path) if path.startswith("/") else None
            number = self._numbers.get(key)
            good = visit is not None and visit.status == 200 and (number is None or f"?p={number}>" in visit.links)
            good = good and _same_place(before, after)
            self._result.count("links", good=good, problem=f"{_named(post)}: {before} became {path}")

    def _terms(self) -> None:
        """Old addresses of labels, months and feeds."""
        slugs = {_read(name): slug for one in self._dump.entries for _, slug, name in one["terms"]}
        shown = {label for post in self._view.posts() if post.status is PostStatus.PUBLISHED for label in post.labels}
        wanted = {
            f"/search/label/{quote(label, safe='')}": f"/tag/{slugs.get(_clean(label))}" for label in sorted(shown)
        }
        months = {
            (post.published or "")[:7]
            for post in self._view.posts()
            if post.status is PostStatus.PUBLISHED and post.type is PostType.POST and (post.published or "")[6:7]
        }
        for month in sorted(months):
            wanted[f"/{month.replace('-', '_')}_01_archive.html"] = f"/{month.replace('-', '/')}"
        wanted |= {"/feeds/posts/default": "/feed", "/feeds/comments/default?alt=rss": "/comments/feed"}
        self._visitor.all(wanted)
        for path, target in wanted.items():
            visit = self._visitor.to(path)
            good = visit.arrived and unquote(visit.path) == unquote(target)
            self._result.count("redirects", good=good, problem=f"{path} ends at {visit.path} ({visit.status})")


def _named(post: Post) -> str:
    return post.url or post.title or post.id


def _text(html: str) -> str:
    return _squeezed(plain_text(html))


def _squeezed(text: str) -> str:
    return _SPACE.sub("", _ILLEGAL.sub("", text))


def _read(html: str) -> str:
    """Return what a visitor reads of a title or name that WordPress keeps as HTML."""
    return _clean(plain_text(html))


def _same_place(before: str, after: str) -> bool:
    """Whether a link leads to the same place of its page; a number tells posts of one file apart, and may go."""
    fragment = urlsplit(before).fragment
    return fragment.isdigit() or unquote(urlsplit(after).fragment) == unquote(fragment)


def _letters(html: str) -> str:
    """Return letters and digits alone: WordPress sets dashes, quotes and the sign in 4x4 anew when it shows a text."""
    return _WORDS.sub("", _TIMES.sub("", plain_text(html)))


def _clean(text: str) -> str:
    return " ".join(_ILLEGAL.sub("", text).split())


def _links(html: str) -> list[str]:
    return [href for link in parse_fragment(html).iter("a", "area") if (href := link.get("href"))]


def _difference(wanted: str, shown: str) -> str:
    at = next((place for place, pair in enumerate(zip(wanted, shown, strict=False)) if pair[0] != pair[1]), 0)
    return f"…{wanted[max(0, at - 15) : at + 25]!r} became {shown[max(0, at - 15) : at + 25]!r}"
