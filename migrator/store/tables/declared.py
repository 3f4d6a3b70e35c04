"""What the blog declares against what is held: the bookkeeping of completeness."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.merge import GUESSED_BODY
from migrator.model.documents import DocumentKind
from migrator.store.database import Database
from migrator.store.tables.blogs import People

# A removed post is no longer on the blog, so it is not counted where the blog counts.
LIVE = "state = 'held' AND coalesce(status, 'published') = 'published'"
IS_PAGE = "coalesce(type, 'post') = 'page'"
# The month that the blog itself would count a post under: of its local time where that is known, else of its address.
MONTH = (
    "CASE WHEN published IS NOT NULL AND published NOT LIKE '%-00:00' THEN substr(published, 1, 7)"
    " ELSE coalesce((SELECT replace(substr(key, 1, 7), '/', '-') FROM post_urls"
    " WHERE post = posts.number AND key GLOB '[12][0-9][0-9][0-9]/[01][0-9]/*'), substr(published, 1, 7), '') END"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much an archive holds; `media` counts by status, with `wanted` for what was not asked for yet."""

    posts: int
    pages: int
    comments: int
    labels: int
    authors: int
    media: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentGap:
    """A post that declares more comments than are held."""

    url: str
    platform_id: str | None
    declared: int
    held: int


class Ledger:
    """The table declared, and the counts made of the others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- what the blog says -------------------------------------------------------------------------------------------

    def keep(self, kind: DocumentKind, name: str, count: int, url: str = "") -> None:
        """Remember a count that the blog states: of a feed (no name), or of a period of its archive, `YYYY[-MM]`."""
        self._database.execute(
            "INSERT OR REPLACE INTO declared (kind, name, count, url) VALUES (?, ?, ?, ?)",
            (kind.value, name, count, url),
        )

    def forget(self, periods: Iterable[str]) -> None:
        """Forget the counts of periods that the blog no longer lists."""
        self._database.execute_many(
            "DELETE FROM declared WHERE kind = 'archive' AND name = ?", ((period,) for period in periods)
        )

    def counts(self) -> dict[str, int]:
        """Return what the feeds declare in all, by kind, and under `archive` what the archive widget adds up to."""
        found = {
            row["kind"]: row["count"] for row in self._database.rows("SELECT kind, count FROM declared WHERE name = ''")
        }
        periods = list(self._periods())
        return found | ({DocumentKind.ARCHIVE.value: sum(count for _, count, _ in periods)} if periods else {})

    def archive_links(self) -> Iterator[tuple[str, str]]:
        """Yield (URL, period) of the date archives that the blog links, `YYYY` or `YYYY-MM`."""
        query = "SELECT url, name FROM declared WHERE kind = 'archive' AND name <> '' ORDER BY name DESC"
        for row in self._database.rows(query):
            yield row["url"], row["name"]

    # -- against what is held -----------------------------------------------------------------------------------------

    def posts_not_whole(self) -> Iterator[str]:
        """Yield the URLs of posts whose body is not held whole."""
        for row in self._database.rows(f"SELECT url FROM posts WHERE {LIVE} AND extent <> 'full' ORDER BY url"):
            if row["url"]:
                yield row["url"]

    def posts_guessed(self) -> Iterator[str]:
        """Yield the URLs of posts whose body was found by general rules, as its rank tells."""
        query = f"SELECT url FROM posts WHERE {LIVE} AND evidence LIKE ? ORDER BY url"
        for row in list(self._database.rows(query, (f'%"content_html":[{GUESSED_BODY},%',))):
            if row["url"]:
                yield row["url"]

    def posts_without_date_or_author(self) -> Iterator[str]:
        """Yield the URLs of posts of which nobody told when they were published, or by whom."""
        query = f"SELECT url FROM posts WHERE {LIVE} AND (published IS NULL OR author_id IS NULL) ORDER BY url"
        yield from [row["url"] for row in self._database.rows(query) if row["url"]]

    def labels_untold(self) -> int:
        """Count the posts of whose labels nobody told, on a blog none of whose pages shows labels."""
        if self._database.row("SELECT 1 FROM posts WHERE labels_on_page IS NOT NULL LIMIT 1"):
            return 0
        return self._database.number("SELECT count(*) FROM posts WHERE state = 'held' AND labels IS NULL")

    def comment_gaps(self) -> Iterator[CommentGap]:
        """Yield the posts that declare more comments than are held."""
        query = (
            "SELECT url, platform_id, comment_count, (SELECT count(*) FROM comments WHERE post = posts.number) AS many"
            f" FROM posts WHERE {LIVE} AND comment_count > many ORDER BY url"
        )
        for row in self._database.rows(query):
            yield CommentGap(
                url=row["url"], platform_id=row["platform_id"], declared=row["comment_count"], held=row["many"]
            )

    def comment_counts(self) -> Iterator[CommentGap]:
        """Yield every post that declares comments, with how many of them are held."""
        query = (
            "SELECT url, platform_id, comment_count, (SELECT count(*) FROM comments WHERE post = posts.number) AS many"
            f" FROM posts WHERE {LIVE} AND comment_count > 0 ORDER BY url"
        )
        for row in self._database.rows(query):
            yield CommentGap(
                url=row["url"], platform_id=row["platform_id"], declared=row["comment_count"], held=row["many"]
            )

    def month_counts(self) -> Iterator[tuple[str, int, int]]:
        """Yield (period, declared, held), months where the blog names them, else years."""
        held: dict[str, int] = {}
        query = f"SELECT {MONTH} AS month, count(*) AS many FROM posts WHERE {LIVE} AND NOT {IS_PAGE} GROUP BY month"
        for row in self._database.rows(query):
            for period in {row["month"], row["month"][:4]}:
                held[period] = held.get(period, 0) + row["many"]
        for period, count, _ in self._periods():
            yield period, count, held.get(period, 0)

    def published_in(self, period: str) -> list[str]:
        """Return the URLs of the published posts of a year or month."""
        query = f"SELECT url FROM posts WHERE {LIVE} AND NOT {IS_PAGE} AND substr({MONTH}, 1, ?) = ? ORDER BY url"
        return [row["url"] for row in self._database.rows(query, (len(period), period))]

    def months_that_differ(self) -> Iterator[str]:
        """Return the periods of which the blog counts more or fewer posts than are held."""
        return (period for period, declared, held in self.month_counts() if declared != held)

    def _periods(self) -> Iterator[tuple[str, int, str]]:
        """Yield (period, count, URL): months, and years whose months don't add up to them."""
        rows = list(self._database.rows("SELECT name, count, url FROM declared WHERE kind = 'archive' ORDER BY name"))
        months: dict[str, int] = {}
        for row in rows:
            if len(row["name"]) == 7:
                months[row["name"][:4]] = months.get(row["name"][:4], 0) + row["count"]
        whole = {row["name"] for row in rows if months.get(row["name"]) == row["count"]}
        partial = {row["name"] for row in rows if len(row["name"]) == 4} - whole
        for row in rows:
            if row["name"] and row["name"] not in whole and row["name"][:4] not in partial - {row["name"]}:
                yield row["name"], row["count"], row["url"]

    def unpublished(self) -> dict[str, int]:
        """Count what is held and not on the blog: drafts, scheduled, removed, and stubs that carry comments."""
        query = (
            "SELECT CASE state WHEN 'stub' THEN 'stub' ELSE status END AS kind, count(*) AS many FROM posts"
            " WHERE state = 'stub' OR (state = 'held' AND coalesce(status, 'published') <> 'published') GROUP BY 1"
        )
        return {row["kind"]: row["many"] for row in self._database.rows(query)}

    def totals(self) -> Totals:
        """Count what is held."""
        shown = "state <> 'named'"
        media = {
            row["status"]: row["many"]
            for row in self._database.rows(
                "SELECT coalesce(status, 'wanted') AS status, count(*) AS many FROM media"
                " WHERE EXISTS (SELECT 1 FROM media_urls WHERE media = media.id) GROUP BY 1"
            )
        }
        number = self._database.number
        return Totals(
            posts=number(f"SELECT count(*) FROM posts WHERE {LIVE} AND NOT {IS_PAGE}"),
            pages=number(f"SELECT count(*) FROM posts WHERE {LIVE} AND {IS_PAGE}"),
            comments=number(f"SELECT count(*) FROM comments JOIN posts ON posts.number = post WHERE {shown}"),
            labels=number("SELECT count(DISTINCT label) FROM post_labels"),
            authors=sum(1 for _ in People(self._database).shown()),
            media=media,
        )
