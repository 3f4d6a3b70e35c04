"""Which source names which post: what makes it possible to say, source by source, what is found and what is held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.store.database import Database
from migrator.store.tables.blogs import Blogs
from migrator.store.tables.declared import LIVE, MONTH

_HELD = "SELECT 1 FROM post_urls JOIN posts ON number = post WHERE post_urls.key = named.key AND state = 'held'"
# The month of the post where it is held, else the one in its address; empty for static pages and odd addresses.
_MONTH_NAMED = (
    f"coalesce((SELECT {MONTH} FROM posts WHERE state = 'held' AND coalesce(type, 'post') <> 'page'"
    " AND number = (SELECT post FROM post_urls WHERE post_urls.key = named.key)),"
    " CASE WHEN key GLOB '[12][0-9][0-9][0-9]/[01][0-9]/*' THEN replace(substr(key, 1, 7), '/', '-') ELSE '' END)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How many posts a source names in a month (`YYYY-MM`, or empty), and how many of these are held."""

    source: str
    month: str
    found: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A held post, or a comment, that a feed is expected to give: `at` is its publication in seconds since 1970."""

    number: int
    id: str
    url: str
    at: int


class Mentions:
    """The table named."""

    def __init__(self, database: Database, blogs: Blogs) -> None:
        self._database = database
        self._blogs = blogs

    def note(self, urls: Iterable[str], source: str, as_of: str = "") -> None:
        """Remember the URLs of posts that a source names, and when it did so last."""
        self._database.execute_many(
            "INSERT INTO named (source, key, url, as_of) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source, key) DO UPDATE SET as_of = excluded.as_of",
            ((source, self._blogs.key_of(url), url, as_of) for url in urls),
        )

    def forget(self, urls: Iterable[str], source: str = "") -> None:
        """Remember that a source names these no longer; without one, nobody but who links to them."""
        statement = "DELETE FROM named WHERE key = ? AND (source = ? OR ? = '' AND source <> 'links')"
        self._database.execute_many(statement, ((self._blogs.key_of(url), source, source) for url in urls))

    def not_since(self, source: str, as_of: str) -> list[str]:
        """Return the URLs of what a source named before a time, and not since."""
        query = "SELECT url FROM named WHERE source = ? AND as_of < ? ORDER BY key"
        return [row["url"] for row in self._database.rows(query, (source, as_of))]

    def sources_of(self, url: str) -> tuple[str, ...]:
        """Return the sources that name a post."""
        query = "SELECT source FROM named WHERE key = ? ORDER BY source"
        return tuple(row["source"] for row in self._database.rows(query, (self._blogs.key_of(url),)))

    def not_held(self) -> Iterator[tuple[str, str]]:
        """Yield (URL, sources) of posts that some source names and the archive lacks."""
        query = (
            "SELECT min(url) AS url, group_concat(source, ', ') AS sources FROM named"
            f" WHERE NOT EXISTS ({_HELD}) GROUP BY key ORDER BY key"
        )
        for row in self._database.rows(query):
            yield row["url"], ", ".join(sorted(row["sources"].split(", ")))

    _NOT_DEAD = (
        "NOT (source = 'links' AND EXISTS (SELECT 1 FROM frontier WHERE frontier.key = named.key"
        " AND frontier.status IN (404, 410)))"
    )
    """A link may lead to what is long gone; whoever lists a post says that it is there."""

    def counts(self) -> Iterator[tuple[str, int, int]]:
        """Yield (source, posts that it names, those of them that are held)."""
        query = (
            f"SELECT source, count(*) AS many, sum(EXISTS ({_HELD})) AS held FROM named"
            f" WHERE {self._NOT_DEAD} GROUP BY source ORDER BY source"
        )
        for row in self._database.rows(query):
            yield row["source"], row["many"], row["held"]

    def by_month(self) -> Iterator[Named]:
        """Count what each source names, month by month."""
        query = (
            f"SELECT source, {_MONTH_NAMED} AS month, count(*) AS many, sum(EXISTS ({_HELD})) AS held FROM named"
            f" WHERE {self._NOT_DEAD} GROUP BY source, month ORDER BY source, month"
        )
        for row in self._database.rows(query):
            yield Named(source=row["source"], month=row["month"], found=row["many"], held=row["held"])

    def expected(self, source: str) -> list[Expected]:
        """Return the published posts that a source names, oldest first."""
        query = (
            "SELECT number, coalesce(platform_id, '') AS id, posts.url AS url, sort_time FROM posts"
            f" WHERE {LIVE} AND EXISTS (SELECT 1 FROM post_urls JOIN named ON named.key = post_urls.key"
            " WHERE post_urls.post = posts.number AND named.source = ?) ORDER BY sort_time, number"
        )
        return [
            Expected(number=row["number"], id=row["id"], url=row["url"], at=row["sort_time"] // 1000)
            for row in self._database.rows(query, (source,))
        ]
