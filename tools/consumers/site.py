"""Compares a built site, over HTTP, with the archive that it was made of."""

import functools
import hashlib
import http.client
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from migrator import open_archive
from migrator.addresses import images as pictures
from migrator.addresses.urls import BlogAddress
from migrator.content.lost import replace_lost
from migrator.content.text import element_text, plain_text, words_of
from migrator.content.tree import parse_fragment
from migrator.formats.common.times import answered
from migrator.formats.html.pages import words_for
from migrator.formats.sites.common.paths import SitePaths
from migrator.formats.sites.common.tree import label_paths
from migrator.model.schema import Media, MediaStatus, Post, PostStatus, PostType
from tools.consumers.results import Result

_FROM_HERE = "http://127.0.0.1"
_SPACE = re.compile(r"[\s\u00a0\u200b\u200e\u200f\u2060\ufeff\u00ad]+")
_REFRESH = re.compile(r"url=['\"]?([^'\">]+)", re.IGNORECASE)


class _Lost(NamedTuple):
    """What a page tells in the place of pictures that nobody has any more."""

    keys: frozenset[str]
    word: str


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator["Site"]:
    """Serve a folder on loopback."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(server.server_address[1])
        server.shutdown()


class Site:
    """A site on loopback; what was fetched once is remembered."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._known: dict[str, tuple[int, bytes]] = {}

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of a path; redirects of the server are followed."""
        path = path.partition("#")[0] or "/"
        if path not in self._known:
            self._known[path] = self._fetch(path)
        return self._known[path]

    def _fetch(self, path: str) -> tuple[int, bytes]:
        for _ in range(5):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            if answer.status not in {301, 302, 307, 308}:
                return answer.status, body
            path = urlsplit(urljoin(path, answer.headers["Location"])).path
        return 508, b""

    def arrives(self, path: str) -> bool:
        """Whether a path answers, and where it is a page that leads on, whether its target does."""
        status, body = self.get(path)
        if status != 200:
            return False
        if b"http-equiv" not in body[:2000].lower():
            return True
        found = _REFRESH.search(body.decode("utf-8", "replace"))
        return found is None or self.get(urlsplit(found[1]).path)[0] == 200


def squeezed(text: str) -> str:
    """Return a text without its white space and invisible marks: those differ between renderers."""
    return _SPACE.sub("", text)


def compare(archive: Path, site: Site, result: Result) -> Result:
    """Compare every post of an archive with its page on the site."""
    with open_archive(archive) as opened:
        view = opened.view()
        address = BlogAddress(view.blog().url, view.aliases())
        authors = {author.id: author.name for author in view.authors()}
        paths = SitePaths(view, {}, prefix="", tags="")
        labels: set[str] = set()
        months: set[str] = set()
        for post in view.posts():
            if post.status is not PostStatus.PUBLISHED or not address.owns(post.url):
                continue
            if "#" in post.url:
                path = f"/{address.path(post.url)}"
                result.count("redirects", good=site.arrives(path), problem=path)
            known = [one for name in post.media if (one := view.media_by_id(name))]
            held = [one for one in known if one.status is MediaStatus.HELD]
            gone = [url for one in known if one.status is MediaStatus.MISSING for url in (one.url, *one.urls)]
            lost = _Lost(frozenset(map(pictures.key, gone)), words_for(view.blog().language).picture)
            _post(post, quote(paths.of(post)), authors.get(post.author or ""), held, lost, site, result)
            labels.update(post.labels)
            months.update({post.published[:7]} if post.published and post.type is PostType.POST else ())
    stubs = label_paths(sorted(labels))
    for label in sorted(labels):
        path = f"/search/label/{quote(label, safe='')}"
        if label in stubs and not label.startswith("."):
            result.count("redirects", good=site.arrives(path), problem=path)
    for month in sorted(months):
        path = f"/{month.replace('-', '/')}/"
        result.count("redirects", good=site.arrives(path), problem=path)
    return result


def _post(
    post: Post, path: str, author: str | None, held: list[Media], lost: "_Lost", site: Site, result: Result
) -> None:
    status, content = site.get(path)
    column = "pages" if post.type is PostType.PAGE else "posts"
    result.count(column, good=status == 200, problem=f"{path} {status}")
    if status != 200:
        return
    page = lxml_html.document_fromstring(content, parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    bodies = [one for one in page.iter("div") if "post-body" in (one.get("class") or "").split()]
    shown = squeezed(element_text(bodies[0]) if bodies else "")
    original = parse_fragment(post.content_html)
    replace_lost(original, lost.keys, lost.word)
    wanted = squeezed(element_text(original))
    result.count("bodies", good=shown == wanted, problem=f"{path} {_difference(wanted, shown)}")
    text = element_text(page)
    if post.published and column == "posts":
        times = [one.get("datetime", "") for one in page.iter("time")]
        result.count("dates", good=post.published in times, problem=f"{path} {post.published} {times[:1]}")
    if post.labels:
        terms = {element_text(one) for one in page.iter("a") if one.get("rel") == "tag"}
        result.count(
            "terms", good={words_of(one) for one in post.labels} == terms, problem=f"{path} {post.labels} {terms}"
        )
    if author and column == "posts":
        result.count("authors", good=words_of(author) in text, problem=f"{path} {author}")
    ids = {one.get("id"): one for one in page.iter("article", "li", "div") if one.get("id")}
    for comment in answered(post.comments):
        said = squeezed(plain_text(comment.content_html))
        found = ids.get(f"c{comment.platform_id or comment.id}")
        good = found is not None and said in squeezed(element_text(found))
        result.count("comments", good=good, problem=f"{path} {comment.id} {said[:60]}")
    if bodies:
        _images(post, path, bodies[0], held, site, result)
        _links(path, bodies[0], site, result)


def _images(post: Post, path: str, body: etree._Element, held: list[Media], site: Site, result: Result) -> None:
    """Every held picture that the archive's body shows is a file of the site with the same bytes."""
    original = parse_fragment(post.content_html)
    by_key = {pictures.key(url): one for one in held for url in (one.url, *one.urls)}
    shown = [urljoin(f"{_FROM_HERE}{path}", image.get("src") or "") for image in body.iter("img")]
    digests = [
        hashlib.sha256(site.get(urlsplit(url).path)[1]).hexdigest() for url in shown if url.startswith(_FROM_HERE)
    ]
    for image in original.iter("img"):
        if one := by_key.get(pictures.key(image.get("src") or "")):
            result.count("images", good=one.sha256 in digests, problem=f"{path} {one.path} {shown[:3]}")


def _links(path: str, body: etree._Element, site: Site, result: Result) -> None:
    """Every link of the body that stays on the site arrives."""
    for link in body.iter("a"):
        target = link.get("href") or "#"
        url = urljoin(f"{_FROM_HERE}{path}", target)
        if url.startswith(_FROM_HERE) and not target.startswith("#"):
            result.count("links", good=site.arrives(urlsplit(url).path), problem=f"{path} -> {unquote(target)}")


def _difference(wanted: str, shown: str) -> str:
    at = next((index for index, pair in enumerate(zip(wanted, shown, strict=False)) if pair[0] != pair[1]), 0)
    return f"…{wanted[max(0, at - 15) : at + 25]!r} became {shown[max(0, at - 15) : at + 25]!r}"
