"""What has vanished from the blog. Nothing counts as removed on one witness: its own page must say so, too.

A blog that is down, a feed that is switched off, a server that answers nonsense all look like a blog without posts. So:

- A want in a feed or sitemap only makes a post a suspect. It is removed when its own address answers 404 or 410.
- Whoever still answers stays published, whatever the feed says.
- Where many vanish at once, a few are asked first: if any of these still answers, the list that lacked them is not
  believed. If all are gone, they count as removed only when a later run finds them gone again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.addresses.urls import post_id
from migrator.crawl.engine import Engine
from migrator.crawl.fetch import ask
from migrator.model.documents import DocumentKind, Extent, Reference, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Post, PostStatus

GONE = frozenset({404, 410})
MANY = 10
"""So many at once, and more than the share below, may be an outage."""
SHARE = 0.2
_SAMPLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A post that a list lacks.

    `answered` is the status of its own page, if that was asked in this run already; `before`, what it was then.
    """

    url: str
    platform_id: str | None = None
    answered: int | None = None
    before: int | None = None


def settle(engine: Engine, suspects: Sequence[Suspect]) -> list[str]:
    """Ask each suspect's own page and mark as removed what is gone; give the URLs of those that are still there."""
    totals = engine.archive.declared.totals()
    many = len(suspects) > max(MANY, SHARE * (totals.posts + totals.pages))
    ordered = _spread(suspects) if many else list(suspects)
    gone: list[Suspect] = []
    alive: list[str] = []
    for number, suspect in enumerate(ordered):
        if many and number == _SAMPLE and alive:
            detail = f"{len(suspects)} posts are not listed any more, but of {_SAMPLE} asked {len(alive)} still answer"
            engine.note(Notice(code="count-differs", url=engine.located.address.home, detail=detail))
            break
        before = engine.archive.frontier.status(suspect.url) if suspect.answered is None else suspect.before
        status = _status(engine, suspect) if suspect.answered is None else suspect.answered
        if status in GONE:
            if not many or before in GONE:
                gone.append(suspect)
            else:
                detail = f"answers {status}, like {len(suspects)} others at once"
                engine.note(Notice(code="removal-doubted", url=suspect.url, detail=detail))
        elif status == 200:
            alive.append(suspect.url)
    conclude(engine, gone)
    return alive


def conclude(engine: Engine, gone: Iterable[Suspect]) -> None:
    """Mark posts as removed; what is held of them stays."""
    posts = list(gone)
    engine.record_absence(
        SeenPost(
            post=Post(
                id=post_id(suspect.platform_id, suspect.url),
                platform_id=suspect.platform_id,
                url=suspect.url,
                status=PostStatus.REMOVED,
            ),
            extent=Extent.NONE,
            tells=frozenset({"status"}),
        )
        for suspect in posts
    )
    engine.archive.mentions.forget([suspect.url for suspect in posts])
    for suspect in posts:
        engine.note(Notice(code="post-removed", url=suspect.url))


def _status(engine: Engine, suspect: Suspect) -> int | None:
    """Ask a post's own page; a redirect to elsewhere, or no answer, tells nothing."""
    page = ask(engine, suspect.url)
    if page is None:
        return None
    address = engine.located.address
    kind = address.kind(suspect.url) or DocumentKind.POST
    reference = Reference(url=address.canonical(suspect.url), kind=kind, reason="is it still there?", priority=10)
    if page.status in GONE:
        with engine.archive.transaction():
            engine.ingest(page)
            engine.archive.frontier.settle(reference, "failed", status=page.status)
    elif page.status == 200 and address.key(page.final_url) == address.key(suspect.url):
        engine.process(reference, page, lambda *_: ())
    else:
        return None
    return page.status


def _spread(suspects: Sequence[Suspect]) -> list[Suspect]:
    """Put a few first that lie far from each other: an outage of one month is told from one of the blog."""
    step = max(1, len(suspects) // _SAMPLE)
    first = list(suspects[::step])[:_SAMPLE]
    return [*first, *(suspect for suspect in suspects if suspect not in first)]
