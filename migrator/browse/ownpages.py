"""Pages of the archive itself: search, report, drafts, runs, notices."""

from datetime import UTC, datetime

from migrator.browse.layout import Answer, Content, NotFound, link, own_page
from migrator.browse.library import Library
from migrator.check import verify_archive
from migrator.content.searchable import passage, question
from migrator.content.text import plain_text
from migrator.model.notices import CODES
from migrator.model.schema import Post
from migrator.report import rendered, survey_of

Pieces = list[tuple[str, bool]]
_HITS, _REMARKS, _NOTICES, _CHANGES = 20, 500, 200, 500
_READ_UNASKED = 20_000
"""So many comments are read through for every search; more would make it wait."""
_WORDS = {
    "title": "title changed",
    "text": "text changed",
    "labels": "labels changed",
    "back": "back again",
    "status": "status changed",
    "comments": "new comments",
    "comments-removed": "comments removed",
}


def search(library: Library, asked: str, page: int, *, remarks: bool) -> Content:
    """Find posts by their words, and comments: where there are very many of these, only if they are asked for."""
    wanted = question(asked)
    reads = bool(wanted.words) and not page and (remarks or library.insight.comment_count() <= _READ_UNASKED)
    said, more = library.insight.remarks(wanted, _HITS if not remarks else _REMARKS) if reads else ([], False)
    known = library.plan().summaries
    hits, ids = library.insight.found(wanted, limit=_HITS, offset=_HITS * page)
    posts = [post for one in ids if (post := library.insight.post(one)) is not None]
    return own_page(
        library,
        "search_live.html",
        f"{library.plan().pages.words.search}: {asked}" if asked else library.plan().pages.words.search,
        asked=asked,
        hits=hits,
        found=[_hit(post, wanted.words) for post in posts],
        first=_HITS * page + 1,
        remarks=[(one, known[one.post_id], passage(one.text, wanted.words)) for one in said if one.post_id in known],
        remarks_read=reads,
        all_remarks=link("search", q=asked, **{"in": "comments"}) if more or not reads else "",
        newer=link("search", q=asked, page=page - 1) if page else "",
        older=link("search", q=asked, page=page + 1) if hits.total > _HITS * (page + 1) else "",
    )


def _hit(post: Post, words: tuple[str, ...]) -> tuple[Post, Pieces, Pieces]:
    """Return a post with its title and the part of its text that shows the words, in pieces."""
    return post, passage(post.title, words), passage(plain_text(post.content_html), words)


def report(library: Library) -> Content:
    """Draw the report as things stand now; files are not compared with their digests."""
    proof = verify_archive(library.archive, integrity=False)
    survey = survey_of(library.archive, proof, made=datetime.now(UTC), integrity=False)
    return Content(body=rendered(survey, back="/").encode())


def drafts(library: Library) -> Content:
    """List what a reader of the blog never saw."""
    return own_page(library, "drafts.html", "Not public", posts=library.plan().hidden)


def runs(library: Library) -> Content:
    """List every run, and what it changed."""
    return own_page(library, "runs.html", "Runs", runs=library.insight.statistics.runs())


def run(library: Library, number: int) -> Answer:
    """Tell of one run: what it counted, what its reading changed, what it noted."""
    found = next((one for one in library.archive.runs.all() if one.number == number), None)
    if found is None:
        return NotFound(tried=f"run {number}")
    read = next((one for one in library.archive.history.runs() if one.as_of == found.started), None)
    changes = read.changes if read is not None and found.kind.reads else ()
    return own_page(
        library,
        "run.html",
        f"Run {number}",
        run=found,
        words_of=_WORDS,
        changes=changes[:_CHANGES],
        more=max(0, len(changes) - _CHANGES),
        notices=library.insight.notices(run=number, limit=_NOTICES),
    )


def notices(library: Library, code: str, page: int) -> Content:
    """List what went imperfectly, newest first."""
    found = library.insight.notices(code=code, limit=_NOTICES + 1, offset=_NOTICES * page)
    return own_page(
        library,
        "notices.html",
        f"Notices: {code}" if code else "Notices",
        notices=found[:_NOTICES],
        code=code,
        counts=library.insight.statistics.notices(),
        codes=CODES,
        newer=link("notices", code=code, page=page - 1) if page else "",
        older=link("notices", code=code, page=page + 1) if len(found) > _NOTICES else "",
    )
