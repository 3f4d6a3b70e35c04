"""The full-text index, brought up to date once a run: doing so after each document would double its cost."""

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from migrator.content.searchable import LETTER_BY_LETTER, Question, folded, searchable
from migrator.content.text import plain_text
from migrator.store.database import Database

_PORTION = 500
_INSERT = "INSERT OR REPLACE INTO search (rowid, title, body, labels) VALUES (?, ?, ?, ?)"
# A word in the title says more of a post than one in its labels, and that more than one in its text.
_RANK = "bm25(search, 8.0, 1.0, 4.0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a search found: the posts of one page of results by `posts.number`, best first, and how many in all.

    `available` is False where SQLite was built without FTS5, `pending` counts posts whose words are not indexed yet.
    """

    posts: tuple[int, ...] = ()
    total: int = 0
    available: bool = True
    pending: int = 0


class Search:
    """The table search, where SQLite was built with FTS5, and the posts whose words it does not know yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        found = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'search'"
        self._available = bool(database.number(found))

    def changed(self, post: int) -> None:
        """Remember that a post's words changed."""
        if self._available:
            self._database.execute("INSERT OR IGNORE INTO search_pending (post) VALUES (?)", (post,))

    def add(self, post: int, title: str, body: str, labels: str) -> None:
        """Index a post that is new, whose words are at hand."""
        if self._available:
            self._database.execute(_INSERT, (post, searchable(title), searchable(body), searchable(labels)))

    def catch_up(self) -> None:
        """Bring the index up to date, in portions that a crash does not undo."""
        while self._available:
            with self._database.transaction():
                pending = list(
                    self._database.rows("SELECT post FROM search_pending ORDER BY post LIMIT ?", (_PORTION,))
                )
                if not pending:
                    return
                self._index(row["post"] for row in pending)

    def find(self, question: Question, *, limit: int, offset: int = 0) -> Hits:
        """Return the posts that hold what is asked for, so many from a place on."""
        if not self._available:
            return Hits(available=False)
        pending = self._database.number("SELECT count(*) FROM search_pending")
        if not question.expression:
            return Hits(pending=pending)
        total = "SELECT count(*) FROM search WHERE search MATCH ?"
        query = f"SELECT rowid FROM search WHERE search MATCH ? ORDER BY {_RANK}, rowid DESC LIMIT ? OFFSET ?"
        rows = self._database.rows(query, (question.expression, limit, offset))
        return Hits(
            posts=tuple(row["rowid"] for row in rows),
            total=self._database.number(total, (question.expression,)),
            pending=pending,
        )

    def _index(self, posts: Iterable[int]) -> None:
        for post in posts:
            self._database.execute("DELETE FROM search WHERE rowid = ?", (post,))
            row = self._database.row(
                "SELECT title, content_html, (SELECT group_concat(label, ', ') FROM post_labels WHERE post = number)"
                " AS labels FROM posts WHERE number = ? AND state <> 'named'",
                (post,),
            )
            if row is not None:
                self.add(post, row["title"] or "", plain_text(row["content_html"] or ""), row["labels"] or "")
            self._database.execute("DELETE FROM search_pending WHERE post = ?", (post,))


# Comments found by their words, read through one by one: they have no index, which would double what they take.
#
# Nobody who never searches pays for it, and fifty thousand are read through in a quarter of a second.

_LETTERWISE = re.compile(f"[{LETTER_BY_LETTER}]")

_WRITTEN_OTHERWISE = frozenset("&<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment: on which post, by whom, when, and its plain text."""

    post_id: str
    id: str
    author: str
    published: str | None
    text: str


def found(database: Database, question: Question) -> Generator[Remark]:
    """Yield the comments, newest first, whose text or author holds all the words asked for and none of the others."""
    if not question.words:
        return
    wanted = [_pattern(word) for word in question.words]
    unwanted = [_pattern(word) for word in question.without]
    quick = [word for word in question.words if not _WRITTEN_OTHERWISE & set(word)]
    query = (
        "SELECT comments.id AS id, posts.id AS post_id, author_name, comments.published AS published,"
        " comments.content_html AS html FROM comments JOIN posts ON posts.number = post"
        " WHERE posts.state <> 'named' AND comments.status = 'published' ORDER BY comments.published DESC, comments.id"
    )
    for row in database.rows(query):
        # Most are sorted out without being parsed; a word may be cut in two by a tag only, which is let go.
        if not all(word in folded(f"{row['author_name']} {row['html']}") for word in quick):
            continue
        text = plain_text(row["html"])
        told = folded(f"{row['author_name']} {text}")
        if all(one.search(told) for one in wanted) and not any(one.search(told) for one in unwanted):
            yield Remark(
                post_id=row["post_id"], id=row["id"], author=row["author_name"], published=row["published"], text=text
            )


def _pattern(word: str) -> re.Pattern[str]:
    """Let a word begin a word, where its script has words that begin."""
    return re.compile(("" if _LETTERWISE.search(word) else r"(?<!\w)") + re.escape(word))
