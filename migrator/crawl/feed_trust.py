"""Is the posts feed the whole truth? A sample of pages is compared with it before it is believed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.content.text import plain_text
from migrator.crawl.engine import Engine
from migrator.crawl.fetch import ask
from migrator.model.documents import DocumentKind, Extent, Hints, Parsed, RawPage, Reference, SeenPost
from migrator.model.notices import Notice
from migrator.sources.feeds import FeedsSource

# The same stored text, served twice, differs by a few words at most (video placeholders, ads in feed footers).
_ENOUGH = 0.95
JUMP = re.compile(r"""name=["']?more["' >]|<!--\s*more\s*-->""")


@dataclass(slots=True)
class Examination:
    """The verdict on the feed, and the documents that were fetched for it: they are kept once their worth is known.

    `gives_posts` is whether there is a feed with posts at all, `whole` whether it gives them whole;
    `unproven`: no jump break shows in it, and it may end at each, or does, so that posts without any are whole.
    """

    gives_posts: bool = False
    whole: bool = False
    unproven: bool = False
    documents: list[tuple[Reference, RawPage]] = field(default_factory=list)


def examine_feed(engine: Engine, feeds: FeedsSource) -> Examination:
    """Compare some posts of the feed with their pages.

    A site feed “until jump break” looks complete, so its own word is not enough.
    """
    examination = Examination()
    seed = next(seed for seed in feeds.seeds() if seed.kind is DocumentKind.POSTS_FEED)
    page = _fetch(engine, seed, examination)
    parsed = engine.read(page) if page is not None and page.status == 200 else None
    if parsed is None or not parsed.posts:
        return examination
    examination.gives_posts = True
    if any(seen.extent < Extent.CUT for seen in parsed.posts):
        engine.note(Notice(code="feed-cut", url=seed.url, detail="the feed gives summaries"))
        longest = sorted(parsed.posts, key=lambda seen: (len(plain_text(seen.post.content_html)), seen.post.url))
        for seen in [seen for seen in longest if seen.post.url][-1:]:
            # Its page is read anyway; read first, it teaches where bodies are if no mark tells.
            _shown(engine, _fetch_post(engine, seen, examination), seen)
        return examination
    for seen in sample(parsed):
        shown = _shown(engine, _fetch_post(engine, seen, examination), seen)
        if not _agrees(shown, seen):
            # Cut at the jump break, it may give all posts whole that have none: lists can tell which these are.
            examination.unproven = shown is not None and bool(JUMP.search(shown.post.content_html))
            engine.note(Notice(code="feed-cut", url=seen.post.url, detail="its page says more than the feed"))
            return examination
    examination.whole = any(JUMP.search(seen.post.content_html) for seen in parsed.posts)
    examination.unproven = not examination.whole
    return examination


def agrees_with_pages(engine: Engine, posts: Iterable[SeenPost]) -> tuple[bool, list[tuple[Reference, RawPage]]]:
    """Compare changed posts of the feed with their pages; give the verdict and the pages that were fetched for it."""
    examination = Examination(whole=True)
    for seen in posts:
        reference = Reference(
            url=engine.located.address.canonical(seen.post.url),
            kind=DocumentKind.POST,
            reason="compared with the feed",
            priority=10,
        )
        if not _agrees(_shown(engine, _fetch(engine, reference, examination), seen), seen):
            engine.note(Notice(code="feed-cut", url=seen.post.url, detail="its page says more than the feed"))
            examination.whole = False
            break
    return examination.whole, examination.documents


def sample(parsed: Parsed) -> tuple[SeenPost, ...]:
    """Choose the posts to compare, always the same ones.

    A feed that keeps a jump break in any post gives posts whole; three are compared all the same. Where no jump break
    shows, it may be that none was ever made, or that the feed ends at each: a post cut there is short in the feed, so
    the five shortest are compared, and three spread over the rest.
    """
    candidates = [seen for seen in parsed.posts if seen.post.url]
    by_length = sorted(candidates, key=lambda seen: (len(seen.post.content_html), seen.post.url))
    if not by_length:
        return ()
    keeps_jumps = any(JUMP.search(seen.post.content_html) for seen in by_length)
    spread = [by_length[len(by_length) // 2], by_length[-1]]
    picks = [by_length[0], *spread] if keeps_jumps else [*by_length[:5], by_length[len(by_length) // 4], *spread]
    return tuple(dict.fromkeys(picks))


def _fetch_post(engine: Engine, seen: SeenPost, examination: Examination) -> RawPage | None:
    """Fetch the page of an entry."""
    url = engine.located.address.canonical(seen.post.url)
    reference = Reference(url=url, kind=DocumentKind.POST, reason="compared with the feed", priority=10)
    return _fetch(engine, reference, examination)


def _fetch(engine: Engine, reference: Reference, examination: Examination) -> RawPage | None:
    """Fetch a document for the comparison; None if it can't be had, which is no evidence against the feed."""
    page = engine.fetched_before(engine.located.request_url(reference.url))
    if page is None:
        page = ask(engine, reference.url)
        if page is None:
            return None
        engine.capture_once(page)
    examination.documents.append((reference, page))
    return page


def known_by(seen: SeenPost) -> Hints:
    """Return what a feed's entry teaches of a page; the names of authors stand elsewhere in the feed."""
    post = seen.post
    return Hints(html=post.content_html, title=post.title, published=post.published or "")


def _shown(engine: Engine, page: RawPage | None, seen: SeenPost) -> SeenPost | None:
    """Return a post as its page shows it whole, None where it does not."""
    if page is None or page.status != 200:
        return None
    parsed = engine.theme.learn(page, engine.theme.parsed(page), known_by(seen))
    shown = next(iter(parsed.posts), None)
    return shown if shown is not None and shown.extent is Extent.FULL else None


def _agrees(shown: SeenPost | None, seen: SeenPost) -> bool:
    """Whether a post's page says no more than its feed entry."""
    if shown is None:
        return True
    there = len(plain_text(shown.post.content_html).split())
    here = len(plain_text(seen.post.content_html).split())
    return here >= _ENOUGH * there
