"""What hangs on a post's body: the media that it shows, and the words that can be searched."""

import json
import mimetypes
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from migrator.addresses.images import canonical, poster_id
from migrator.content.images import count_references, media_in, references_of
from migrator.content.text import element_text
from migrator.content.tree import parse_fragment
from migrator.merge import HeldPost
from migrator.model.documents import BodyFacts, MediaUse
from migrator.model.schema import Enclosure, MediaKind
from migrator.store.database import Database
from migrator.store.tables.posts import enclosures_of
from migrator.store.tables.search import Search

# Addresses that Blogger makes anew for every reader.
_FLEETING = ("blogger.com/video.g", "googlevideo.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """A body's words, its media, and where its links lead."""

    text: str
    media: tuple[MediaUse, ...]
    links: tuple[str, ...]


def _contents(content_html: str) -> _Contents:
    """Read a cleaned body once."""
    root = parse_fragment(content_html)
    links = (link.get("href") or link.get("src") or "" for link in root.iter("a", "iframe"))
    return _Contents(
        text=element_text(root),
        media=media_in(root),
        links=tuple(link for link in links if not any(mark in link for mark in _FLEETING)),
    )


def with_attached(uses: tuple[MediaUse, ...], attached: Iterable[Enclosure]) -> tuple[MediaUse, ...]:
    """Return the media of a body, then those files that the post attaches and does not show."""
    again = Counter(one.media for one in attached)
    uses = tuple(replace(use, times=use.times + again[use.id]) for use in uses) if again else uses
    shown = {use.id for use in uses}
    more = [
        MediaUse(id=one.media, url=canonical(one.url), urls=(one.url,), kind=_kind_of(one), times=again[one.media])
        for one in {one.media: one for one in attached}.values()
        if one.media not in shown
    ]
    return (*uses, *more)


def _kind_of(file: Enclosure) -> MediaKind:
    """Return what a file is by the type that its feed states, else by its name."""
    stated = file.type if file.type and "/" in file.type else mimetypes.guess_type(urlsplit(file.url).path)[0] or ""
    family = stated.partition("/")[0].strip().lower()
    return MediaKind(family) if family in {"image", "video", "audio"} else MediaKind.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Referred:
    """What a post refers to: how many references there are, counted in its text, and what each of them leads to."""

    count: int = 0
    media: tuple[MediaUse, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)


def _referred(content_html: str, attached: tuple[Enclosure, ...], facts: BodyFacts | None = None) -> _Referred:
    media, passed = (facts.media, facts.passed) if facts else references_of(parse_fragment(content_html))
    count = count_references(content_html) + len(attached)
    return _Referred(count=count, media=with_attached(media, attached), passed=passed)


class Bodies:
    """The tables that are made from bodies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._search = Search(database)

    def edited(self, one: str, other: str) -> bool:
        """Whether two bodies differ in words, pictures or links, rather than in how they are written down."""
        mine, theirs = _contents(one), _contents(other)
        if mine.text != theirs.text or mine.links != theirs.links:
            return True
        return [use.id for use in mine.media] != [use.id for use in theirs.media]

    def update(self, number: int, before: HeldPost, after: HeldPost, facts: BodyFacts | None = None) -> tuple[str, ...]:
        """Bring media uses and search up to date; give the ids of media that were not known.

        `facts` are of the body as it is now, if its reader has them.
        """
        old = before.content_html.value if before.content_html else ""
        new = after.content_html.value if after.content_html else ""
        same_words = before.title == after.title and before.labels_in_order == after.labels_in_order
        attached = after.enclosures.value if after.enclosures else ()
        same_media = old == new and attached == (before.enclosures.value if before.enclosures else ())
        if same_media and old == new and same_words:
            return ()
        if facts is not None and before == HeldPost():
            title = after.title.value if after.title else ""
            self._search.add(number, title, facts.text, ", ".join(after.labels_in_order))
        else:
            self._search.changed(number)
        if same_media:
            return ()
        return self._use_media(number, _referred(new, attached, facts), before=before != HeldPost())

    def forget(self, number: int) -> None:
        """Remove what hangs on a post's body."""
        self._use_media(number, _Referred(), before=True)
        self._search.changed(number)

    def remake(self) -> None:
        """Make anew, from all bodies, which media each post shows, and let the index take up every post again."""
        self._database.execute("DELETE FROM post_media")
        self._database.execute("DELETE FROM media_urls")
        for row in list(self._database.rows("SELECT number FROM posts ORDER BY number")):
            self._use_media(row["number"], self._referred_by(row["number"]), before=False)
            self._search.changed(row["number"])

    def count_uncounted(self) -> None:
        """Count the references of posts that a version kept which did not count them; which media they show stays.

        Where it noted other media than are found today, nothing is counted: a reparse will.
        """
        query = (
            "SELECT number FROM posts WHERE content_html IS NOT NULL"
            " AND number NOT IN (SELECT post FROM post_references) ORDER BY number"
        )
        for (number,) in list(self._database.rows(query)):
            referred = self._referred_by(number)
            noted = {
                row["media"] for row in self._database.rows("SELECT media FROM post_media WHERE post = ?", (number,))
            }
            if noted >= {use.id for use in referred.media}:
                self._database.execute("UPDATE post_media SET times = 0 WHERE post = ?", (number,))
                self._database.execute_many(
                    "UPDATE post_media SET times = ? WHERE post = ? AND media = ?",
                    [(use.times, number, use.id) for use in referred.media],
                )
                self._note_count(number, referred)

    def _referred_by(self, number: int) -> _Referred:
        row = self._database.row("SELECT content_html, enclosures FROM posts WHERE number = ?", (number,))
        return _referred(row["content_html"] or "", enclosures_of(row["enclosures"])) if row else _Referred()

    def show_poster(self, video: str) -> None:
        """Note for each post that shows a video that it shows the video's poster, too."""
        for row in list(self._database.rows("SELECT post FROM post_media WHERE media = ?", (video,))):
            self._use_media(row["post"], self._referred_by(row["post"]), before=True)

    def _with_posters(self, uses: tuple[MediaUse, ...]) -> tuple[MediaUse, ...]:
        """Add the posters that are held of videos."""
        posters = []
        for video in (use for use in uses if use.kind is MediaKind.VIDEO):
            row = self._database.row("SELECT id, fetched_from FROM media WHERE id = ?", (poster_id(video.id),))
            if row is not None and row["fetched_from"]:
                posters.append(MediaUse(id=row["id"], url=row["fetched_from"], urls=(), times=0))
        return (*uses, *posters)

    def _use_media(self, number: int, referred: _Referred, *, before: bool) -> tuple[str, ...]:
        """Note which media a post shows, and count every address of each; `before`: it had a body until now."""
        self._note_count(number, referred)
        uses = self._with_posters(referred.media)
        insert = "INSERT OR IGNORE INTO media (id) VALUES (?)"
        fresh = [use.id for use in uses if self._database.execute(insert, (use.id,))]
        self._want_again([use for use in uses if use.id not in fresh])
        if before:
            for row in list(self._database.rows("SELECT * FROM post_media WHERE post = ?", (number,))):
                self._count(row["media"], row["url"], json.loads(row["urls"]), MediaKind(row["kind"]), -1)
            self._database.execute("DELETE FROM post_media WHERE post = ?", (number,))
        for position, use in enumerate(uses):
            self._database.execute(
                "INSERT INTO post_media (post, position, media, kind, url, urls, times) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, position, use.id, use.kind.value, use.url, json.dumps(use.urls), use.times),
            )
            self._count(use.id, use.url, use.urls, use.kind, 1)
        return tuple(fresh)

    def _note_count(self, number: int, referred: _Referred) -> None:
        self._database.execute(
            "INSERT INTO post_references (post, count, passed) VALUES (?, ?, ?)"
            " ON CONFLICT (post) DO UPDATE SET count = excluded.count, passed = excluded.passed",
            (number, referred.count, json.dumps(referred.passed, sort_keys=True) if referred.passed else "{}"),
        )

    def _want_again(self, uses: list[MediaUse]) -> None:
        """Let a medium that was asked for in vain be asked for again, where a body gives it a new address."""
        for use in uses:
            row = self._database.row(
                "SELECT json_group_array(url) AS urls FROM media JOIN media_urls ON media = id"
                " WHERE id = ? AND status IS NOT 'held' AND tried_in_run IS NOT NULL GROUP BY id",
                (use.id,),
            )
            if row is not None and not {use.url, *use.urls} <= set(json.loads(row["urls"])):
                self._database.execute(
                    "UPDATE media SET tried_in_run = NULL, fetched_from = NULL WHERE id = ?", (use.id,)
                )

    def _count(self, media: str, url: str, urls: tuple[str, ...], kind: MediaKind, change: int) -> None:
        rows = [(media, url, 1, kind.value, change), *((media, other, 0, kind.value, change) for other in urls)]
        self._database.execute_many(
            "INSERT INTO media_urls (media, url, original, kind, uses) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (media, url, original, kind) DO UPDATE SET uses = uses + excluded.uses",
            rows,
        )
        if change < 0:
            self._database.execute("DELETE FROM media_urls WHERE media = ? AND uses < 1", (media,))
