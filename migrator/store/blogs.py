"""The blog itself, the hosts under which it is known, and its authors."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from migrator.merge import (
    Evidence,
    HeldAuthor,
    HeldBlog,
    Rank,
    join_authors,
    join_blogs,
    observed_author,
    observed_blog,
)
from migrator.schema import Author, Blog
from migrator.store.database import Database
from migrator.store.evidence import Ranks, pack, ranks_of
from migrator.urls import BlogAddress, fold_host


class Blogs:
    """The tables blog, blog_hosts and authors. One archive holds one blog."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._address: BlogAddress | None = None
        self._kept: set[tuple[Author, Evidence] | tuple[Blog, Evidence]] = set()
        database.on_rollback(self._forget)

    def _forget(self) -> None:
        self._address = None
        self._kept.clear()

    def get(self) -> Blog | None:
        """Give the blog, None where nothing has told of it yet."""
        row = self._database.row("SELECT * FROM blog")
        if row is None:
            return None
        return Blog(
            url=row["url"],
            title=row["title"],
            description=row["description"],
            language=row["language"],
            timezone=row["timezone"],
            platform=row["platform"],
            platform_id=row["platform_id"],
            crawled_at=row["crawled_at"],
        )

    def address(self) -> BlogAddress | None:
        """Give where the blog lives, None where nothing has told of it yet."""
        if self._address is None:
            row = self._database.row("SELECT url FROM blog")
            if row is not None:
                hosts = frozenset(found["host"] for found in self._database.rows("SELECT host FROM blog_hosts"))
                self._address = BlogAddress(row["url"], hosts)
        return self._address

    def key_of(self, url: str) -> str:
        """Return the identity of a URL in this archive, as `key_of` tells it."""
        return key_of(self.address(), url)

    def add_hosts(self, hosts: Iterable[str]) -> None:
        """Remember further hosts under which the blog is known."""
        self._address = None
        self._database.execute_many(
            "INSERT OR IGNORE INTO blog_hosts (host) VALUES (?)", ((host,) for host in sorted(set(hosts)))
        )

    def keep(self, blog: Blog, evidence: Evidence) -> None:
        """Merge what a document tells of the blog."""
        if not self._news((blog, evidence)):
            return
        row = self._database.row("SELECT * FROM blog")
        held = _held_blog(row) if row is not None else HeldBlog()
        joined = join_blogs(held, observed_blog(blog, evidence))
        if joined.url is None:
            return
        as_of = max(evidence.as_of, (row["crawled_at"] or "") if row is not None else "")
        self._address = None
        self._database.execute(
            "INSERT OR REPLACE INTO blog (id, url, title, description, language, timezone, platform_id, crawled_at,"
            " evidence) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                joined.url.value,
                joined.title.value if joined.title else "",
                joined.description.value if joined.description else "",
                joined.language.value if joined.language else "",
                joined.timezone.value if joined.timezone else None,
                joined.platform_id.value if joined.platform_id else None,
                as_of,
                pack(_blog_ranks(joined)),
            ),
        )

    def keep_located(self, blog: Blog, evidence: Evidence) -> None:
        """Keep what a crawl found out about the blog; its home URL stands above what single documents say."""
        self.keep(blog, located(evidence))

    def keep_author(self, author: Author, evidence: Evidence) -> None:
        """Merge what a document tells of an author."""
        if not self._news((author, evidence)):
            return
        row = self._database.row("SELECT * FROM authors WHERE id = ?", (author.id,))
        held = HeldAuthor()
        if row is not None:
            ranks = Ranks(row["evidence"])
            held = HeldAuthor(
                name=ranks.told("name", row["name"]),
                url=ranks.told("url", row["url"]),
                avatar=ranks.told("avatar", row["avatar"]),
            )
        joined = join_authors(held, observed_author(author, evidence))
        if joined == held:
            return
        self._database.execute(
            "INSERT OR REPLACE INTO authors (id, name, url, avatar, evidence) VALUES (?, ?, ?, ?, ?)",
            (
                author.id,
                joined.name.value if joined.name else "",
                joined.url.value if joined.url else None,
                joined.avatar.value if joined.avatar else None,
                pack(ranks_of({"name": joined.name, "url": joined.url, "avatar": joined.avatar})),
            ),
        )

    def _news(self, told: tuple[Author, Evidence] | tuple[Blog, Evidence]) -> bool:
        """Tell whether this was not kept a moment ago: every page of a blog tells the same of it."""
        if told in self._kept:
            return False
        if len(self._kept) > 2_000:
            self._kept.clear()
        self._kept.add(told)
        return True


def located(evidence: Evidence) -> Evidence:
    """Give the evidence of a crawl that has found where the blog lives."""
    return replace(evidence, source="located")


def _held_blog(row: sqlite3.Row) -> HeldBlog:
    ranks = Ranks(row["evidence"])
    return HeldBlog(
        url=ranks.told("url", row["url"]),
        title=ranks.told("title", row["title"]),
        description=ranks.told("description", row["description"]),
        language=ranks.told("language", row["language"]),
        timezone=ranks.told("timezone", row["timezone"]),
        platform_id=ranks.told("platform_id", row["platform_id"]),
    )


def _blog_ranks(held: HeldBlog) -> dict[str, Rank]:
    return ranks_of(
        {
            "url": held.url,
            "title": held.title,
            "description": held.description,
            "language": held.language,
            "timezone": held.timezone,
            "platform_id": held.platform_id,
        }
    )


def key_of(address: BlogAddress | None, url: str) -> str:
    """Give the identity of a URL: the blog's own under whatever host and scheme, any other as it stands.

    Before anything has told where the blog lives, every URL counts as its own.
    """
    if address is None:
        host = urlsplit(url).netloc
        address = BlogAddress(f"http://{host}/", frozenset({fold_host(host)}))
    if not address.owns(url):
        return url
    number = url.partition("#")[2]
    # Old archive pages hold many posts: there the post's number after the hash is what tells them apart.
    return address.key(url) + (f"#{number}" if number.isdigit() else "")
