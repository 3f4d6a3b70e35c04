"""Looks through all that a generator wrote: every link, the feed, the sitemap, and that nothing hidden is in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from migrator import open_archive
from migrator.content.text import plain_text, words_of
from migrator.formats.sites.common.blog import atom_id
from migrator.model.schema import Post, PostStatus, PostType
from tools.consumers import feeds
from tools.consumers.results import Result

_FEEDS = ("feed.xml", "index.xml", "atom.xml", "feeds/all.atom.xml")
_HERE = "https://here.example"
_LONGEST_STUB = 4000
_IN_FEED = 25
_TEXTS = frozenset({".html", ".xml", ".json", ".txt", ".js", ".css"})
_MARK = 24
"""Letters of a hidden text that are looked for; shorter texts may stand anywhere by chance."""


def inspect(archive: Path, built: Path, base_url: str, result: Result) -> None:
    """Count links, feed and hidden posts of a built site; `base_url` is empty for one at the root of the old host."""
    prefix = urlsplit(base_url).path.rstrip("/")
    for page in sorted(built.rglob("*.html")):
        for link in _links(page):
            path = urlsplit(urljoin(f"{_HERE}{prefix}/{page.relative_to(built).as_posix()}", link))
            if path.netloc == urlsplit(_HERE).netloc:
                good = path.path.startswith(f"{prefix}/") and _stands(built, path.path[len(prefix) :])
                result.count("all links", good=good, problem=f"{page.relative_to(built)} -> {link}")
    _feed(archive, built, result)
    _hidden(archive, built, result)


def _links(page: Path) -> Iterator[str]:
    content = page.read_bytes()
    if len(content) < _LONGEST_STUB and b'http-equiv="refresh"' in content:
        return
    root = lxml_html.document_fromstring(content, parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True))
    for element in root.iter("a", "img", "link", "audio", "video", "source"):
        address = element.get("href") or element.get("src")
        if address and not address.startswith("#"):
            yield address


def _stands(built: Path, path: str) -> bool:
    file = built / unquote(path).lstrip("/")
    return file.is_file() or (file / "index.html").is_file()


def _feed(archive: Path, built: Path, result: Result) -> None:
    """The feed is valid and tells the newest posts under Blogger's ids; every page of a post is in the sitemap."""
    found = next((built / name for name in _FEEDS if (built / name).is_file()), None)
    result.count("feed", good=found is not None, problem="there is none")
    if found is None:
        return
    wrong = list(feeds.faults(found.read_bytes()))
    result.count("feed", good=not wrong, problem="; ".join(wrong[:3]))
    root = etree.parse(str(found)).getroot()
    told = {one.text for one in root.iter("{http://www.w3.org/2005/Atom}id")}
    with open_archive(archive) as opened:
        view = opened.view()
        blog = view.blog()
        public = [post for post in view.posts() if post.status is PostStatus.PUBLISHED]
    posts = [post for post in public if post.type is PostType.POST and post.published]
    for post in posts[:_IN_FEED]:
        expected = atom_id(post, blog)
        result.count("feed", good=expected is None or expected in told, problem=f"no entry {expected}")
    places = etree.parse(str(built / "sitemap.xml")).getroot()
    many = len(list(places.iter("{*}loc")))
    result.count("feed", good=many >= len(public), problem=f"{many} addresses in the sitemap for {len(public)} posts")


def _hidden(archive: Path, built: Path, result: Result) -> None:
    """No words of a post that is not public are anywhere in what was built."""
    with open_archive(archive) as opened:
        posts = list(opened.view().posts())
    shown = " ".join(_words(post) for post in posts if post.status is PostStatus.PUBLISHED)
    marks = {
        post.id: mark
        for post in posts
        if post.status is not PostStatus.PUBLISHED and len(mark := _words(post)[:80].strip()) >= _MARK
        if mark not in shown
    }
    files = [path for path in built.rglob("*") if path.is_file() and path.suffix in _TEXTS]
    texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", path.read_text("utf-8", "replace"))) for path in files]
    for post_id, mark in marks.items():
        where = [path.relative_to(built) for path, text in zip(files, texts, strict=True) if mark in text]
        result.count("hidden", good=not where, problem=f"{post_id} is in {where[:2]}")


def _words(post: Post) -> str:
    return words_of(plain_text(post.content_html))
