"""The Nu HTML checker and Chromium: the browsable copy is valid, complete, works offline, and everybody can read it."""

import hashlib
import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import html as lxml_html

from fixtures.torture import TONGUES
from migrator import open_archive
from migrator.addresses.urls import BlogAddress
from migrator.content.text import element_text, plain_text
from migrator.model.schema import MediaStatus, Post, PostStatus, PostType
from migrator.portable import is_plain
from tools.consumers import browser
from tools.consumers.browser import machines
from tools.consumers.debian import debian_installed
from tools.consumers.node import npm_installed
from tools.consumers.results import ConsumerFailed, Result
from tools.consumers.shell import exported, run

_WORD = re.compile(r"\w+")
_CHECKER = "vnu-jar/build/dist/vnu.jar"


class Html:
    """Lets the checker read every page of a copy, follows every link from file to file, then opens it in a browser."""

    name = "html"

    def install(self, cache: Path) -> str:
        """Install Java and Chromium from Debian, if they are not there, the checker and the driver from npm."""
        debian_installed(["java"], ["default-jre-headless"], cache)
        checker = npm_installed(cache / "html") / _CHECKER
        machines.installed(cache)
        version = run(["java", "-jar", checker, "--version"], cache).strip()
        return f"Nu HTML checker {version}, {browser.installed(cache)}"

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Validate, follow and open."""
        copy = exported(archive, "html", work / "copy")
        faults = _faults(cache / "html/node_modules" / _CHECKER, copy)
        pages = {path: _page(path) for path in copy.rglob("*.html")}
        result = Result()
        _compare(archive, copy, pages, faults, result)
        for path, page in pages.items():
            _follow(path, page, pages, result)
        _browse(archive, copy, pages, cache, result)
        return result


def _browse(archive: Path, copy: Path, pages: dict[Path, lxml_html.HtmlElement], cache: Path, result: Result) -> None:
    by_address = {_canonical(page): path.relative_to(copy).as_posix() for path, page in pages.items()}
    with open_archive(archive) as opened:
        posts = {by_address[post.url]: post for post in opened.view().posts() if post.url in by_address}
    texts = {path: f"{post.title}\n{plain_text(post.content_html)}" for path, post in posts.items()}
    machines.read_by_programs({copy / path: post for path, post in posts.items()}, copy, cache, result)
    planted = {f"tongue-{tag}.html": word for tag, _, _, word in TONGUES}
    searches = [{"word": planted[name], "path": path} for path in texts if (name := Path(path).name) in planted]
    letters = [*(text[:2000] for text in texts.values()), *browser.every_letter()]
    answered = browser.browsed(
        copy, cache, copy.parent,
        {
            "pages": browser.looked_at(copy, pages),
            "searches": [*searches, *browser.rare_words(texts, 8)],
            "rightToLeft": [path for path, text in texts.items() if _is_right_to_left(text)][:20],
            "texts": letters,
        },
    )  # fmt: skip
    browser.count_in(result, answered)
    browser.same_terms(letters, answered["terms"], result)
    counted = ", ".join(f"{kind} {good}/{seen}" for kind, (good, seen) in answered["counts"].items())
    first = sorted(one["page"] + one["search"] for one in answered["firstSearch"])
    print(f"   in the browser: {counted}; first search {first[len(first) // 2]:.0f} ms (median)", flush=True)


def _is_right_to_left(text: str) -> bool:
    letters = len(re.findall(r"[^\W\d_]", text))
    return len(re.findall("[\u0590-\u08ff]", text)) * 2 > letters


def _faults(checker: Path, copy: Path) -> dict[Path, str]:
    """Return what the checker says against pages: the first message of each."""
    done = subprocess.run(  # noqa: S603 - ours
        ["java", "-jar", checker, "--skip-non-html", "--errors-only", "--format", "json", copy],  # noqa: S607 - installed above
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError) as error:
        raise ConsumerFailed(done.stderr[-800:]) from error
    said: dict[Path, str] = {}
    for message in messages:
        said.setdefault(Path(unquote(urlsplit(message.get("url", "")).path)), message["message"])
    return said


def _page(path: Path) -> lxml_html.HtmlElement:
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    page: lxml_html.HtmlElement = lxml_html.document_fromstring(path.read_bytes(), parser=parser)
    return page


def _compare(
    archive: Path, copy: Path, pages: dict[Path, lxml_html.HtmlElement], faults: dict[Path, str], result: Result
) -> None:
    with open_archive(archive) as opened:
        view = opened.view()
        address = BlogAddress(view.blog().url, view.aliases())
        by_address = {_canonical(page): path for path, page in pages.items() if _canonical(page)}
        for post in view.posts():
            if post.status not in {PostStatus.PUBLISHED, PostStatus.REMOVED}:
                continue
            path = by_address.get(post.url)
            column = "pages" if post.type is PostType.PAGE else "posts"
            result.count(column, good=path is not None, problem=post.url)
            if path is None:
                continue
            held = [one for name in post.media if (one := view.media_by_id(name)) and one.status is MediaStatus.HELD]
            _post(post, path, pages[path], faults.get(path, ""), result)
            for one in held:
                shown = _shown(path, pages[path])
                result.count("images", good=one.sha256 in shown, problem=f"{post.url} {one.path}")
            if address.owns(post.url) and address.path(post.url).endswith(".html") and "#" not in post.url:
                old = copy / unquote(address.path(post.url))
                # Of names that differ in case alone one can't be kept, nor any that is a device's or too long.
                kept = path == old or not is_plain(old.name) or path.stem.startswith(f"{old.stem.casefold()}-")
                result.count("redirects", good=kept, problem=post.url)


def _canonical(page: lxml_html.HtmlElement) -> str:
    return next((link.get("href") or "" for link in page.iter("link") if link.get("rel") == "canonical"), "")


def _post(post: Post, path: Path, page: lxml_html.HtmlElement, fault: str, result: Result) -> None:
    text = Counter(_WORD.findall(element_text(page)))
    lost = Counter(_WORD.findall(plain_text(post.content_html))) - text
    result.count("bodies", good=not lost and not fault, problem=f"{path.name} {fault} {list(lost)[:5]}")
    times = {one.get("datetime", "") for one in page.iter("time")}
    if post.published:
        good = post.published.removesuffix("-00:00") in times
        result.count("dates", good=good, problem=f"{path.name} {post.published}")
    shown = {element_text(one) for one in page.iter("a", "li")}
    for label in post.labels:
        result.count("terms", good=" ".join(label.split()) in shown, problem=f"{path.name} {label}")
    ids = {one.get("id") for one in page.iter("li")}
    for comment in post.comments:
        result.count("comments", good=f"c{comment.id}" in ids, problem=f"{path.name} {comment.id}")


def _shown(path: Path, page: lxml_html.HtmlElement) -> set[str]:
    """Return the digests of the files that a page shows or links."""
    found = set()
    for element in page.iter("img", "a", "video", "audio"):
        target = urldefrag(element.get("src") or element.get("href") or "")[0]
        file = path.parent / unquote(target)
        if target and "://" not in target and not target.endswith(".html") and file.is_file():
            found.add(hashlib.sha256(file.read_bytes()).hexdigest())
    return found


def _follow(path: Path, page: lxml_html.HtmlElement, pages: dict[Path, lxml_html.HtmlElement], result: Result) -> None:
    """Every address in a page is a file of the copy, or a link that loads nothing by itself."""
    for element, attribute, address, _ in page.iterlinks():
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            loads = not (attribute == "href" and (element.tag == "a" or element.get("rel") == "canonical"))
            if loads and attribute != "cite":
                result.count("links", good=False, problem=f"{path.name} loads {address}")
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        result.count("links", good=target.is_file() or target in pages, problem=f"{path.name} -> {address}")


CONSUMER = Html()
