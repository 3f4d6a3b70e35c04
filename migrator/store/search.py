"""The full-text index, brought up to date once a run: doing so after each document would double its cost."""

from collections.abc import Iterable

from migrator.content.text import plain_text
from migrator.store.database import Database

_PORTION = 500


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
            self._database.execute(
                "INSERT OR REPLACE INTO search (rowid, title, body, labels) VALUES (?, ?, ?, ?)",
                (post, title, body, labels),
            )

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

    def _index(self, posts: Iterable[int]) -> None:
        for post in posts:
            self._database.execute("DELETE FROM search WHERE rowid = ?", (post,))
            row = self._database.row(
                "SELECT title, content_html, (SELECT group_concat(label, ', ') FROM post_labels WHERE post = number)"
                " AS labels FROM posts WHERE number = ? AND state <> 'named'",
                (post,),
            )
            if row is not None:
                self._database.execute(
                    "INSERT INTO search (rowid, title, body, labels) VALUES (?, ?, ?, ?)",
                    (post, row["title"] or "", plain_text(row["content_html"] or ""), row["labels"] or ""),
                )
            self._database.execute("DELETE FROM search_pending WHERE post = ?", (post,))
