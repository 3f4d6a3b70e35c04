"""Chromium with the pages of `migrate browse`: nothing in the console, nothing asked of others, readable by all."""

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fixtures.torture import TONGUES
from migrator import open_archive
from migrator.browse import open_browsing
from migrator.content.text import plain_text
from migrator.formats.html.paths import is_public, places_of
from migrator.merge import Evidence
from migrator.model.documents import PageType, Parsed, RawPage, SeenPost
from migrator.model.schema import Post, PostStatus, PostType
from migrator.store import Archive, RunKind
from tools.consumers import browser
from tools.consumers.results import Result
from tools.consumers.shell import run

_LARGEST = 300_000
_EVERY = 12
_LATER = "2099-01-01T00:00:00Z"
_OWN = ("~/report", "~/search?q=a", "~/search?q=%22", "~/drafts", "~/runs", "~/run/1", "~/notices", "~/revisions",
        "~/captures", "~/captures?part=feeds")  # fmt: skip
_LISTS = ("", "archive.html", "labels.html", "pages.html")


class Browse:
    """Serves a copy of the archive in which one post was edited, and opens every kind of page."""

    name = "browse"

    def install(self, cache: Path) -> str:
        """Install Chromium from Debian, its driver and axe-core from npm."""
        return browser.installed(cache)

    def check(self, archive: Path, cache: Path, work: Path) -> Result:
        """Open and count."""
        folder = work / "archive"
        shutil.copytree(archive, folder)
        edited = _edited(folder)
        result = Result()
        with open_browsing(folder, port=0, crashed=result.problems.append) as browsing:
            thread = threading.Thread(target=browsing.run)
            thread.start()
            try:
                _look(browsing.url, folder, edited, cache, work, result)
            finally:
                browsing.stop()
                thread.join()
        counted = ", ".join(f"{kind} {result.held[kind]}/{result.expected[kind]}" for kind in result.expected)
        print(f"   in the browser: {counted}", flush=True)
        return result


def _edited(folder: Path) -> Post:
    """Edit a post as a later run would find it, and capture its page with everything hostile in it."""
    with Archive.open_existing(folder, write=True) as archive:
        run = archive.begin_run(RunKind.CRAWL, _LATER)
        posts = archive.view().posts()
        post = next(one for one in posts if _is_usual(one))
        posts.close()  # type: ignore[attr-defined]  # it is a generator
        body = f"<p>An opening that was not there before.</p>{post.content_html}"
        seen = SeenPost(post=replace(post, title=f"{post.title} (again)", content_html=body),
                        tells=frozenset({"title", "content_html"}))  # fmt: skip
        archive.keep(Parsed(page_type=PageType.POST, url=post.url, posts=(seen,)),
                     Evidence(source="page", as_of=_LATER), run=run)  # fmt: skip
        archive.captures.add(_hostile(post.url), run=run)
        archive.end_run(run, ended=_LATER, exit_code=0, counts={})
    return post


def _is_usual(post: Post) -> bool:
    return post.type is PostType.POST and is_public(post.status.value) and 0 < len(post.content_html) < _LARGEST


def _hostile(url: str) -> RawPage:
    body = (
        "<!DOCTYPE html><title>x</title><meta http-equiv=refresh content='0;url=https://evil.example/'>"
        "<link rel=preconnect href=https://evil.example><link rel=stylesheet href=https://evil.example/x.css>"
        "<style>@import url(https://evil.example/y.css); body { background: url(https://evil.example/z.png) }</style>"
        "<body onload='document.title=1'><script src=https://evil.example/x.js></script><img src=https://evil.example/a>"
        "<video autoplay src=https://evil.example/v></video><iframe src=https://evil.example></iframe><p>shown</p>"
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    return RawPage(url=url, final_url=url, status=200, headers=headers, body=body.encode(), fetched_at=_LATER)


def _look(home: str, folder: Path, edited: Post, cache: Path, work: Path, result: Result) -> None:
    with open_archive(folder) as opened:
        view, insight = opened.view(), opened.insight()
        places = places_of(view.summaries(), [label for label, _ in view.labels()])
        texts = {
            places.by_id[post.id]: f"{post.title}\n{plain_text(post.content_html)}"
            for post in view.posts()
            if is_public(post.status.value) and len(post.content_html) < _LARGEST
        }
        hidden = [post.id for post in view.summaries() if post.status == PostStatus.DRAFT]
        captures = [one.number for one in insight.captures(limit=12)]
    posts = [path for number, path in enumerate(sorted(texts)) if number % _EVERY == 0]
    lists = [*list(places.labels.values())[:2], *(f"{period}/index.html" for period in list(places.periods)[:2])]
    planted = {f"tongue-{tag}.html": word for tag, _, _, word in TONGUES}
    searches = [{"word": planted[name], "path": path} for path in texts if (name := Path(path).name) in planted]
    config: dict[str, Any] = {
        "modules": str(cache / "html/node_modules"),
        "chromium": shutil.which("chromium") or "chromium",
        "home": home,
        "pages": [
            *_LISTS, *_OWN, "~/nowhere", *map(quote, (*posts, *lists)),
            *(f"~/post/{quote(post)}.html" for post in hidden[:2]),
            quote(places.by_id[edited.id]), f"~/revisions/{edited.id}", f"~/revisions/{edited.id}?as=html",
            f"~/captures/{edited.id}", *(f"~/capture/{number}" for number in captures[:3]),
        ],
        "nowhere": "~/nowhere",
        "shown": [f"~/capture/{number}/shown" for number in captures],
        "searches": [
            {"word": one["word"], "path": "/" + quote(unquote(one["path"]))}
            for one in (*searches, *browser.rare_words(texts, 4))
        ],
    }  # fmt: skip
    (work / "live.json").write_text(json.dumps(config), encoding="utf-8")
    said = run(["node", Path(browser.__file__).with_name("live.cjs"), work / "live.json"], work, seconds=1800)
    browser.count_in(result, json.loads(said.strip().splitlines()[-1]))


CONSUMER = Browse()
