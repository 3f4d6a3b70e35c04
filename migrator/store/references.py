"""Proving the tables: every row's references resolve, and what hangs on a body is what the body shows."""

from collections.abc import Iterator

from migrator.content.images import media_urls
from migrator.store.database import Database


def broken(database: Database, *, bodies: bool) -> Iterator[str]:
    """Name what refers to nothing; with `bodies`, each body is read and compared with the media noted for it."""
    faults: dict[tuple[str, str], int] = {}
    for row in database.rows("PRAGMA foreign_key_check"):
        key = (str(row["table"]), str(row["parent"]))
        faults[key] = faults.get(key, 0) + 1
    for (table, parent), many in sorted(faults.items()):
        yield f"{many} {'row refers' if many == 1 else 'rows refer'} in {table} to what {parent} does not hold"
    query = (
        "SELECT url, author_id FROM posts WHERE state = 'held' AND author_id IS NOT NULL"
        " AND author_id NOT IN (SELECT id FROM authors) ORDER BY number"
    )
    for row in database.rows(query):
        yield f"nothing is known of the author {row['author_id']} of {row['url']}"
    query = "SELECT id FROM media WHERE status = 'held' AND (path IS NULL OR sha256 IS NULL) ORDER BY id"
    for row in database.rows(query):
        yield f"the medium {row['id']} is held, but no file of it is named"
    if bodies:
        yield from _bodies(database)


def _bodies(database: Database) -> Iterator[str]:
    noted = "SELECT media FROM post_media WHERE post = ?"
    query = "SELECT number, url, content_html FROM posts WHERE state = 'held' ORDER BY number"
    for row in database.rows(query):
        shown = {use.id for use in media_urls(row["content_html"] or "")}
        # More may be noted than the body shows: the poster of a video.
        lacking = shown - {one["media"] for one in database.rows(noted, (row["number"],))}
        if lacking:
            yield f"{row['url']} shows media of which nothing is known: {', '.join(sorted(lacking))}"
