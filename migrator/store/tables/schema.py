"""The tables of an archive, and the steps that bring an older archive up to date.

docs/archive-format.md explains every table and column. Evidence columns hold, as JSON, who told each field:
`{"<source> <time of the run>": {"<field>": [<coarse precision>, <fine precision>]}}`.
"""

from collections.abc import Callable
from pathlib import Path

from migrator.model.errors import ArchiveError, ArchiveTooNew
from migrator.store.database import APPLICATION_ID, Database
from migrator.store.folder import DATABASE

_FIRST = (
    """
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, command TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, exit_code INTEGER,
        counts TEXT NOT NULL DEFAULT '{}'
    ) STRICT
    """,
    """
    CREATE TABLE blog (
        id INTEGER PRIMARY KEY CHECK (id = 1), url TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', timezone TEXT,
        platform TEXT NOT NULL DEFAULT 'blogger', platform_id TEXT, crawled_at TEXT, evidence TEXT NOT NULL DEFAULT '{}'
    ) STRICT
    """,
    "CREATE TABLE blog_hosts (host TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """
    CREATE TABLE authors (
        id TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', url TEXT, avatar TEXT, evidence TEXT NOT NULL DEFAULT '{}'
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE posts (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, platform_id TEXT UNIQUE, state TEXT NOT NULL DEFAULT 'named',
        type TEXT, status TEXT, url TEXT NOT NULL DEFAULT '', title TEXT, published TEXT, updated TEXT, author_id TEXT,
        labels TEXT, labels_on_page TEXT, labels_listed TEXT, comment_count INTEGER,
        location_name TEXT, latitude REAL, longitude REAL, extent TEXT NOT NULL DEFAULT 'none',
        sort_time INTEGER NOT NULL DEFAULT 0, evidence TEXT NOT NULL DEFAULT '{}', content_html TEXT
    ) STRICT
    """,
    "CREATE INDEX posts_in_order ON posts (sort_time DESC, id) WHERE state <> 'named'",
    "CREATE TABLE post_urls (key TEXT PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE,"
    " as_of TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX post_urls_by_post ON post_urls (post)",
    """
    CREATE TABLE post_labels (
        post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, position INTEGER NOT NULL, label TEXT NOT NULL,
        PRIMARY KEY (post, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX post_labels_by_label ON post_labels (label)",
    """
    CREATE TABLE comments (
        number INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, id TEXT NOT NULL,
        platform_id TEXT, parent_id TEXT, author_name TEXT NOT NULL DEFAULT '', author_url TEXT, author_avatar TEXT,
        is_blog_author INTEGER NOT NULL DEFAULT 0, published TEXT, status TEXT NOT NULL DEFAULT 'published',
        evidence TEXT NOT NULL DEFAULT '{}', content_html TEXT NOT NULL DEFAULT '', UNIQUE (post, id)
    ) STRICT
    """,
    """
    CREATE TABLE media (
        id TEXT PRIMARY KEY, status TEXT, path TEXT, sha256 TEXT, bytes INTEGER, content_type TEXT, width INTEGER,
        height INTEGER, fetched_from TEXT, error TEXT, tried_in_run INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX media_by_content ON media (sha256) WHERE sha256 IS NOT NULL",
    """
    CREATE TABLE media_urls (
        media TEXT NOT NULL REFERENCES media, url TEXT NOT NULL, original INTEGER NOT NULL, kind TEXT NOT NULL,
        uses INTEGER NOT NULL, PRIMARY KEY (media, url, original, kind)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE post_media (
        post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, position INTEGER NOT NULL,
        media TEXT NOT NULL REFERENCES media, kind TEXT NOT NULL, url TEXT NOT NULL, urls TEXT NOT NULL,
        PRIMARY KEY (post, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX post_media_by_media ON post_media (media)",
    """
    CREATE TABLE revisions (
        id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, field TEXT NOT NULL,
        as_of TEXT NOT NULL, source TEXT NOT NULL, noted TEXT NOT NULL, run INTEGER NOT NULL, digest TEXT NOT NULL,
        value TEXT NOT NULL, UNIQUE (post, field, as_of, digest)
    ) STRICT
    """,
    """
    CREATE TABLE frontier (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, kind TEXT NOT NULL,
        priority INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL, further_reasons TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'queued', status INTEGER, etag TEXT, last_modified TEXT, error TEXT, run INTEGER
    ) STRICT
    """,
    "CREATE INDEX frontier_queue ON frontier (state, priority DESC, number)",
    """
    CREATE TABLE captures (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, as_of TEXT NOT NULL, url TEXT NOT NULL,
        asked_url TEXT NOT NULL, status INTEGER NOT NULL, fetched_at TEXT NOT NULL, file TEXT NOT NULL,
        start INTEGER NOT NULL, length INTEGER NOT NULL, file_end INTEGER NOT NULL, digest TEXT NOT NULL,
        same_as INTEGER REFERENCES captures, redirect INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX captures_by_url ON captures (url, id)",
    "CREATE INDEX captures_by_file ON captures (file, file_end)",
    """
    CREATE TABLE notices (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, code TEXT NOT NULL, url TEXT NOT NULL,
        detail TEXT NOT NULL, UNIQUE (run, code, url, detail)
    ) STRICT
    """,
    """
    CREATE TABLE declared (
        kind TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, url TEXT NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE named (key TEXT PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL) STRICT, WITHOUT ROWID",
)


def _first(database: Database) -> None:
    for statement in _FIRST:
        database.execute(statement)
    if _searches(database):
        database.execute("CREATE VIRTUAL TABLE search USING fts5 (title, body, labels)")
        database.execute("CREATE TABLE search_pending (post INTEGER PRIMARY KEY) STRICT")


def _searches(database: Database) -> bool:
    return "ENABLE_FTS5" in {str(row[0]) for row in database.rows("PRAGMA compile_options")}


# Version 2: when posts and comments were first seen, when a comment vanished; one row for each who names a post; an
# index that finds words of every language; dates that their documents leave open, and what other dates prove.
_SECOND = (
    "ALTER TABLE posts ADD COLUMN first_seen TEXT",
    "ALTER TABLE comments ADD COLUMN first_seen TEXT",
    "ALTER TABLE comments ADD COLUMN removed_at TEXT",
    """
    CREATE TABLE named_by (
        source TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, as_of TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (source, key)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO named_by (source, key, url) SELECT source, key, url FROM named",
    "DROP TABLE named",
    "ALTER TABLE named_by RENAME TO named",
    "CREATE INDEX named_by_key ON named (key)",
    """
    CREATE TABLE open_dates (
        post INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, comment TEXT NOT NULL, as_of TEXT NOT NULL,
        readings TEXT NOT NULL, PRIMARY KEY (post, comment, as_of, readings)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE date_orders (
        place TEXT NOT NULL, form TEXT NOT NULL, as_of TEXT NOT NULL, PRIMARY KEY (place, form, as_of)
    ) STRICT, WITHOUT ROWID
    """,
)


# Words come folded (content/searchable); marks belong to them: without, vowels of Hindi or Thai would cut words apart.
_SEARCH = (
    "DROP TABLE IF EXISTS search",
    "CREATE VIRTUAL TABLE search USING fts5"
    " (title, body, labels, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")",
    "INSERT OR IGNORE INTO search_pending (post) SELECT number FROM posts WHERE state <> 'named'",
)


def _second(database: Database) -> None:
    for statement in _SECOND:
        database.execute(statement)
    if _searches(database):
        for statement in _SEARCH:
            database.execute(statement)


# Version 3: what a run does and reads, apart from its command in words; the account: of each input of a run, how many
# units it offers and what became of them, and by name those that are not simply held.
FILL_KINDS = (
    "UPDATE runs SET kind = CASE WHEN command = 'crawl --media-only' THEN 'media' WHEN command LIKE 'crawl%' THEN"
    " 'crawl' WHEN command IN ('import', 'reparse', 'repair', 'retention') THEN command ELSE 'repair' END,"
    " source = CASE WHEN command LIKE 'crawl --source %' THEN substr(command, 16) ELSE '' END WHERE kind = ''"
)
"""Tells of runs of earlier versions, of which only the command is known, what they did."""

_THIRD = (
    "ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    FILL_KINDS,
    """
    CREATE TABLE account (
        run INTEGER NOT NULL REFERENCES runs, input TEXT NOT NULL, unit TEXT NOT NULL, outcome TEXT NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (run, input, unit, outcome)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE account_exceptions (
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, input TEXT NOT NULL, unit TEXT NOT NULL,
        outcome TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL,
        UNIQUE (run, input, unit, outcome, name, place, reason)
    ) STRICT
    """,
)


def _third(database: Database) -> None:
    for statement in _THIRD:
        database.execute(statement)


# Version 4: where a title leads, and the files that a feed attaches to a post.
_FOURTH = ("ALTER TABLE posts ADD COLUMN link TEXT", "ALTER TABLE posts ADD COLUMN enclosures TEXT")


def _fourth(database: Database) -> None:
    for statement in _FOURTH:
        database.execute(statement)


# Version 5: how many references a post's body holds, how many of them lead to each medium, and how many to nothing that
# is fetched, by the rule.
_FIFTH = (
    "ALTER TABLE post_media ADD COLUMN times INTEGER NOT NULL DEFAULT 1",
    """
    CREATE TABLE post_references (
        post INTEGER PRIMARY KEY REFERENCES posts ON DELETE CASCADE, count INTEGER NOT NULL, passed TEXT NOT NULL
    ) STRICT
    """,
)


def _fifth(database: Database) -> None:
    for statement in _FIFTH:
        database.execute(statement)


# Each brings an archive from the version that its place tells to the next.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (_first, _second, _third, _fourth, _fifth)


def version_of(database: Database, path: Path) -> int:
    """Return the version of the tables; ArchiveTooNew or ArchiveError if they are not ours to read."""
    version = database.number("PRAGMA user_version")
    mark = database.number("PRAGMA application_id")
    if mark != APPLICATION_ID and (mark or database.number("SELECT count(*) FROM sqlite_master")):
        raise ArchiveError(f"{path} is no archive of this program.", hint="Name another folder.")
    if version > len(MIGRATIONS):
        raise ArchiveTooNew(f"A newer version of this program wrote {path} (format {version}).")
    return version


def is_current(path: Path) -> bool:
    """Whether the tables of a database file are of this version."""
    database = Database(path, write=False)
    try:
        return version_of(database, path.parent) == len(MIGRATIONS)
    finally:
        database.close()


def migrate(database: Database, path: Path) -> bool:
    """Bring the tables up to date, all of it or nothing; return whether they were of an older version.

    A database of an older version is copied aside before, to `archive.db.format-<its version>`.
    """
    before = version_of(database, path)
    if before == len(MIGRATIONS):
        return False
    if before:
        _copy_aside(database, path / f"{DATABASE}.format-{before}")
    bring_up_to_date(database, before)
    return before > 0


def migrated_in_memory(path: Path) -> Database:
    """Return a copy of a database of an older version, brought up to date."""
    database = Database(path, write=False, in_memory=True)
    bring_up_to_date(database, version_of(database, path.parent))
    return database


def bring_up_to_date(database: Database, before: int) -> None:
    """Take the steps from a version of the tables to this one, in one transaction with the record of having done so."""
    with database.transaction():
        for step in MIGRATIONS[before:]:
            step(database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _copy_aside(database: Database, path: Path) -> None:
    """Copy a database; a copy that is there already is of an upgrade that failed, and of the same."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    database.copy_to(temporary)
    temporary.replace(path)
