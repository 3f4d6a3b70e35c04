"""Asking for a document outside the frontier: feeds in another order, windows of them, a post that may be gone."""

from migrator.crawl.engine import Engine
from migrator.crawl.loop import RequestLimitReached
from migrator.model.documents import PageType, Parsed, RawPage, Validators
from migrator.model.errors import FetchFailed
from migrator.model.notices import Notice


def ask(engine: Engine, url: str, *, validators: Validators | None = None) -> RawPage | None:
    """Fetch a document; None if robots.txt disallows it or no answer came, which is noted.

    Raises RequestLimitReached when --max-requests is used up.
    """
    target = engine.located.request_url(url)
    try:
        if not engine.client.allowed(target):
            return None
        return engine.client.fetch(target, validators=validators)
    except FetchFailed as failure:
        if failure.reason == "budget":
            raise RequestLimitReached from failure
        engine.note(Notice(code="fetch-failed", url=url, detail=failure.message))
        return None


def read_feed(engine: Engine, page: RawPage | None) -> Parsed | None:
    """Read an answer as a feed; None if it is none: switched off, an error, a page."""
    if page is None or page.status != 200:
        return None
    parsed = engine.read(page)
    return parsed if parsed.page_type is PageType.FEED else None
