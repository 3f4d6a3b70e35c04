"""Keeping what a document tells: who is meant, what is better than what is held, what changed since an earlier run."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as of_class

from migrator.account import Outcome
from migrator.addresses.urls import BlogAddress
from migrator.content.text import plain_text
from migrator.merge import (
    ABSENCE,
    Disagreement,
    Evidence,
    HeldPost,
    RankedValue,
    disagreements,
    join_posts,
    observed_post,
    tells_substance,
)
from migrator.model.documents import Parsed, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Comment, PostStatus
from migrator.store.database import Database
from migrator.store.tables.ambiguous_dates import OpenDates
from migrator.store.tables.blogs import Blogs, key_of
from migrator.store.tables.bodies import Bodies
from migrator.store.tables.comments import Comments
from migrator.store.tables.posts import HELD, NAMED, STUB, PostRow, Posts
from migrator.store.tables.times import seconds

_FILES = frozenset({"backup", "takeout", "json"})
_RETOLD = ({"page", "feed"}, {"page", "list"}, {"feed", "list"})
_COMPARED = ("title", "labels", "content_html")
"""The fields whose every text is kept; a status is concluded, not only read."""
_SHOWN = 160
"""Characters of each value in a notice about a disagreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepResult:
    """What a document brought; `wanted_media` are ids of media that no earlier document named."""

    new_posts: int = 0
    changed_posts: int = 0
    new_comments: int = 0
    notices: tuple[Notice, ...] = ()
    wanted_media: tuple[str, ...] = ()
    posts: Mapping[Outcome, int] = of_class(default_factory=dict)
    """What became of the posts that the document shows, and of their comments."""
    comments: Mapping[Outcome, int] = of_class(default_factory=dict)


class Ingest:
    """Merges documents into the tables. Everything of one document happens in the caller's transaction."""

    def __init__(self, database: Database, blogs: Blogs, posts: Posts, comments: Comments, dates: OpenDates) -> None:
        self._database = database
        self._blogs = blogs
        self._posts = posts
        self._comments = comments
        self._bodies = Bodies(database)
        self._open_dates = dates
        self._read_in: dict[int, tuple[int, ...]] = {}
        self._orphans: dict[int, int] = {}
        """How many comments came before their post, by the post's number."""
        database.on_rollback(self._read_in.clear)

    def keep(
        self, parsed: Parsed, evidence: Evidence, *, run: int, stubs: bool, read_in: int | None = None
    ) -> KeepResult:
        """Merge everything that a document tells; `read_in` is the run that fetched it, where it is an earlier one."""
        if parsed.blog is not None:
            self._blogs.keep(parsed.blog, evidence)
        for author in parsed.authors:
            self._blogs.keep_author(author, evidence)
        address = self._blogs.address()
        self._open_dates.prove(parsed.orders, evidence.as_of)
        notices: list[Notice] = []
        media: list[str] = []
        posts: Counter[Outcome] = Counter()
        comments: Counter[Outcome] = Counter()
        new_posts = changed_posts = new_comments = 0
        for seen in parsed.posts:
            kept = self._keep_post(
                storable(seen, address), evidence, address, run=run, stubs=stubs, read_in=read_in or run
            )
            new_posts += kept.new_posts
            changed_posts += kept.changed_posts
            new_comments += kept.new_comments
            notices += kept.notices
            media += kept.wanted_media
            posts.update(kept.posts)
            comments.update(kept.comments)
        return KeepResult(
            new_posts=new_posts,
            changed_posts=changed_posts,
            new_comments=new_comments,
            notices=tuple(notices),
            wanted_media=tuple(dict.fromkeys(media)),
            posts=posts,
            comments=comments,
        )

    def _keep_post(
        self, seen: SeenPost, evidence: Evidence, address: BlogAddress | None, *, run: int, stubs: bool, read_in: int
    ) -> KeepResult:
        post = seen.post
        if not post.platform_id and not post.url:
            return _nameless(seen)
        key = key_of(address, post.url) if post.url else None
        row = self._identify(seen, key, evidence, run)
        number, fresh = row.number, row.fresh
        told = _without_retelling(row.held, observed_post(seen, evidence))
        joined = join_posts(row.held, told)
        state = _state(row.state, seen, stubs=stubs)
        notices = list(self._notices(row, told, seen, state))
        # After a reparse's clearing, that a post is gone is known before it is read again.
        gone = row.held.status is not None and row.held.status.rank.source == ABSENCE
        earlier = self._of_earlier_run(number, told, joined, run=run, read_in=read_in)
        rivals = list(self._losers(row.held, told, joined, earlier)) if row.state == HELD or gone else []
        notices += _told_by_files(rivals, joined.url.value if joined.url else "")
        changed = self._note_changes(number, rivals, evidence, run)
        media: tuple[str, ...] = ()
        if joined != row.held or state != row.state or post.platform_id not in {None, row.platform_id}:
            after = replace(row, held=joined, state=state, platform_id=row.platform_id or post.platform_id)
            self._posts.save(after)
            if state == HELD != row.state:
                self._posts.seen_first(number, evidence.as_of)
            facts = seen.facts if state == HELD and joined.content_html == told.content_html else None
            media = self._bodies.update(number, row.held, joined, facts)
        comments = self._comments.keep(number, post.comments, evidence, fresh=fresh)
        self._open_dates.note(number, seen.open_dates, evidence.as_of)
        new = state == HELD != row.state
        outcome = Outcome.KEPT if new or fresh else Outcome.EARLIER if rivals and not changed else Outcome.MERGED
        return KeepResult(
            new_posts=int(new),
            changed_posts=int(changed),
            new_comments=comments[Outcome.KEPT],
            notices=tuple(notices),
            wanted_media=media,
            posts={} if seen.only_comments else {outcome: 1},
            comments=self._with_post(number, comments) if state == HELD else self._without_post(number, comments),
        )

    def _with_post(self, number: int, comments: Counter[Outcome]) -> Counter[Outcome]:
        """Count comments of a post that is held; those that came before it are without post no longer."""
        if early := self._orphans.pop(number, 0):
            comments[Outcome.KEPT] += early
            comments[Outcome.WITHOUT_POST] -= early
        return comments

    def _without_post(self, number: int, comments: Counter[Outcome]) -> Counter[Outcome]:
        """Count comments whose post nothing has given."""
        if many := comments.pop(Outcome.KEPT, 0):
            comments[Outcome.WITHOUT_POST] += many
            self._orphans[number] = self._orphans.get(number, 0) + many
        return comments

    # -- who is meant -------------------------------------------------------------------------------------------------

    def _identify(self, seen: SeenPost, key: str | None, evidence: Evidence, run: int) -> PostRow:
        """Find the row that a document means, joining two rows that it tells to be one; make one if there is none."""
        platform_id = seen.post.platform_id
        by_id = self._posts.by_platform_id(platform_id) if platform_id else None
        by_key = self._posts.by_key(key) if key else None
        if platform_id and by_key is not None and by_key != by_id:
            theirs = self._posts.platform_id(by_key)
            if theirs is None:
                by_id = by_key if by_id is None else self._unite(by_key, by_id, evidence, run)
        known = by_id if platform_id else by_key
        row = self._posts.load(known) if known is not None else self._posts.new(platform_id, seen.post.url)
        if key is not None and by_key is None:
            self._posts.claim_new(key, row.number, evidence.as_of)
        elif key is not None:
            self._posts.claim(key, row.number, evidence.as_of)
        return row

    def _unite(self, nameless: int, number: int, evidence: Evidence, run: int) -> int:
        """Join a row known by its address alone into the row of the same post that is known by its id."""
        theirs, ours = self._posts.load(nameless), self._posts.load(number)
        joined = join_posts(ours.held, theirs.held)
        state = next(state for state in (HELD, STUB, NAMED) if state in {ours.state, theirs.state})
        self._bodies.forget(nameless)
        self._posts.move_addresses(nameless, number)
        self._comments.move(nameless, number)
        self._open_dates.move(nameless, number)
        self._database.execute("UPDATE OR IGNORE revisions SET post = ? WHERE post = ?", (number, nameless))
        if ours.state == theirs.state == HELD:
            rivals = list(self._losers(ours.held, theirs.held, joined, frozenset()))
            self._note_changes(number, rivals, evidence, run)
        self._posts.delete(nameless)
        self._posts.save(replace(ours, held=joined, state=state))
        self._bodies.update(number, ours.held, joined)
        return number

    # -- what changed -------------------------------------------------------------------------------------------------

    def _note_changes(self, number: int, rivals: "list[_Rivals]", evidence: Evidence, run: int) -> bool:
        """Keep the loser of every field that two runs tell differently; tell whether what is held changed."""
        changed = False
        for field, losing, winning in rivals:
            value = ", ".join(losing.value) if isinstance(losing.value, tuple) else str(losing.value)
            self._database.execute(
                "INSERT OR IGNORE INTO revisions (post, field, as_of, source, noted, run, digest, value)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, field, losing.rank.as_of, losing.rank.source, winning.rank.as_of, run, _digest(value), value),
            )
            changed |= winning.rank.as_of == evidence.as_of
        return changed

    def _of_earlier_run(
        self, number: int, told: HeldPost, after: HeldPost, *, run: int, read_in: int
    ) -> frozenset[str]:
        """Return the fields whose held value another run told than the one that fetched this document.

        Runs that were cut short and the one that goes on with them read for one time; the post may have been changed in
        between. What was held before this process began is told by an earlier run, unless that is being read again.
        """
        known = self._read_in.get(number, (0,) * len(_COMPARED))
        unknown = 0 if read_in == run else read_in
        others = frozenset(name for name, by in zip(_COMPARED, known, strict=True) if (by or unknown) != read_in)
        taken = (getattr(after, name) == getattr(told, name) for name in _COMPARED)
        self._read_in[number] = tuple(read_in if new else by for new, by in zip(taken, known, strict=True))
        return others

    def _losers(
        self, before: HeldPost, told: HeldPost, after: HeldPost, earlier: frozenset[str]
    ) -> Iterator[tuple[str, "_AnyTold", "_AnyTold"]]:
        """Yield (field, loser, winner) where two runs tell a field equally precisely and really differently.

        `earlier` names the fields that an earlier run told, be it one that this run goes on with.
        """
        triples: tuple[tuple[str, _AnyTold | None, _AnyTold | None, _AnyTold | None], ...] = (
            ("title", before.title, told.title, after.title),
            ("status", before.status, told.status, after.status),
            ("labels", before.labels, told.labels, after.labels),
            ("content_html", before.content_html, told.content_html, after.content_html),
        )
        # Of captures that are read again it may be unknown which run they are of: then two times tell it.
        ours, theirs = before.updated, told.updated
        apart = ours is not None and theirs is not None and seconds(ours.value) != seconds(theirs.value)
        for field, old, new, winner in triples:
            if old is None or new is None or winner is None or old.value == new.value:
                continue
            one_run = old.rank.as_of == new.rank.as_of and field not in earlier and not apart
            if (one_run and old.rank.source != new.rank.source) or old.rank.coarse != new.rank.coarse:
                continue
            loser = new if winner == old else old
            if self._really_differ(field, loser, winner):
                yield field, loser, winner

    def _really_differ(self, field: str, one: "_AnyTold", other: "_AnyTold") -> bool:
        if field == "labels":
            return set(one.value) != set(other.value)
        if field == "content_html":
            if one.rank.source != other.rank.source:
                # A page writes down links and pictures otherwise than a feed does: only words tell an edit.
                return plain_text(str(one.value)).split() != plain_text(str(other.value)).split()
            return self._bodies.edited(str(one.value), str(other.value))
        return True

    def _notices(self, row: PostRow, told: HeldPost, seen: SeenPost, state: str) -> Iterator[Notice]:
        """Say where two sources of this run disagree, and where a comment's post is not held."""
        url = seen.post.url or (row.held.url.value if row.held.url else "")
        for one in disagreements(row.held, told):
            if one.field != "content_html" or plain_text(one.ours) != plain_text(one.theirs):
                yield Notice(code="sources-disagree", url=url, detail=_shown(one))
        if state == STUB != row.state:
            yield Notice(code="post-not-held", url=url, detail=f"{len(seen.post.comments)} comments are kept for it")


def _nameless(seen: SeenPost) -> KeepResult:
    """Return what becomes of a post of which nothing says which one it is."""
    return KeepResult(
        notices=(Notice(code="parse-failed", url="", detail="a post without address or id"),),
        posts={} if seen.only_comments else {Outcome.UNREADABLE: 1},
        comments={Outcome.UNREADABLE: len(seen.post.comments)},
    )


_AnyTold = RankedValue[str] | RankedValue[PostStatus] | RankedValue[tuple[str, ...]]
_Rivals = tuple[str, _AnyTold, _AnyTold]


def _told_by_files(rivals: list[_Rivals], url: str) -> Iterator[Notice]:
    """Say where a file that was imported tells otherwise than another source: of two crawls, that is just an edit."""
    for field, losing, winning in rivals:
        sources = {losing.rank.source, winning.rank.source}
        if len(sources) == 2 and sources & _FILES:
            values = [
                ", ".join(one.value) if isinstance(one.value, tuple) else str(one.value) for one in (winning, losing)
            ]
            yield Notice(
                code="sources-disagree",
                url=url,
                detail=_shown(Disagreement(field=field, ours=values[0], theirs=values[1])),
            )


def _without_retelling(held: HeldPost, told: HeldPost) -> HeldPost:
    """Leave out a body that another kind of source tells again in a later run, of a post that was not changed since.

    A page and a feed write one text down in two ways; it would change its form with every run that reads the other.
    Of files that are imported this does not hold: they may come in any order.
    """
    ours, theirs = held.content_html, told.content_html
    if ours is None or theirs is None or {ours.rank.source, theirs.rank.source} not in _RETOLD:
        return told
    if ours.rank.as_of == theirs.rank.as_of or ours.rank.coarse != theirs.rank.coarse:
        return told
    known, said = held.updated, told.updated
    if known is None or said is None or seconds(known.value) != seconds(said.value):
        return told
    return replace(told, content_html=None)


def _state(before: str, seen: SeenPost, *, stubs: bool) -> str:
    if before == HELD or tells_substance(seen):
        return HELD
    return STUB if before == STUB or (stubs and seen.post.comments) else NAMED


def _shown(one: Disagreement) -> str:
    """Say what differs; of two bodies, the first words that do."""
    if one.field != "content_html":
        return f"{one.field}: {one.ours[:_SHOWN]!r} kept, {one.theirs[:_SHOWN]!r} told as well"
    ours, theirs = plain_text(one.ours).split(), plain_text(one.theirs).split()
    pairs = zip(ours, theirs, strict=False)
    at = next((number for number, (mine, other) in enumerate(pairs) if mine != other), min(len(ours), len(theirs)))
    here, there = " ".join(ours[at : at + 8]), " ".join(theirs[at : at + 8])
    counts = f"{len(ours)} words kept, {len(theirs)} told as well"
    return f"body: {counts}; from word {at + 1}: {here[:_SHOWN]!r}, {there[:_SHOWN]!r}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


# Posts as the tables can hold them.


def storable_text(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 can't hold; a cut JSON escape makes one."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def storable(seen: SeenPost, address: BlogAddress | None) -> SeenPost:
    """Return a post with its address as the blog has it, and texts that can be stored."""
    post = seen.post
    return replace(
        seen,
        post=replace(
            post,
            url=_own_url(post.url, address),
            title=storable_text(post.title),
            labels=tuple(dict.fromkeys(storable_text(label) for label in post.labels)),
            content_html=storable_text(post.content_html),
            comments=tuple(_storable_comment(comment) for comment in post.comments),
        ),
    )


def _own_url(url: str, address: BlogAddress | None) -> str:
    if not url or address is None or not address.owns(url):
        return storable_text(url)
    number = url.partition("#")[2]
    return address.canonical(url) + (f"#{number}" if number.isdigit() else "")


def _storable_comment(comment: Comment) -> Comment:
    name, content = storable_text(comment.author.name), storable_text(comment.content_html)
    if name is comment.author.name and content is comment.content_html:
        return comment
    return replace(comment, author=replace(comment.author, name=name), content_html=content)
