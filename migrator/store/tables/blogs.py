"""The blog itself, the hosts under which it is known, and its authors."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, author_id, fold_host
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
from migrator.model.schema import Author, Blog, Commenter
from migrator.store.database import Database
from migrator.store.tables.ranks import Ranks, pack, ranks_of


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
        """Return the blog, None where nothing has told of it yet."""
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
        """Return where the blog lives, None where nothing has told of it yet."""
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
        """Whether this was not kept a moment ago: every page of a blog tells the same of it."""
        if told in self._kept:
            return False
        if len(self._kept) > 2_000:
            self._kept.clear()
        self._kept.add(told)
        return True


def located(evidence: Evidence) -> Evidence:
    """Return the evidence of a crawl that has found where the blog lives."""
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
    """Return the identity of a URL: the blog's own under whatever host and scheme, any other as it stands.

    Before anything has told where the blog lives, every URL counts as its own.
    """
    if address is None:
        host = split_url(url).netloc
        address = BlogAddress(f"http://{host}/", frozenset({fold_host(host)}))
    if not address.owns(url):
        return url
    number = url.partition("#")[2]
    # Old archive pages hold many posts: there the post's number after the hash is what tells them apart.
    return address.key(url) + (f"#{number}" if number.isdigit() else "")


# Who is who among authors and commenters.


class People:
    """Who wrote posts, by profile where any document tells one, and so which comments are the blog's own."""

    def __init__(self, database: Database) -> None:
        writers = "SELECT DISTINCT author_id FROM posts WHERE state <> 'named'"
        query = f"SELECT * FROM authors WHERE id IN ({writers}) ORDER BY id"
        self._authors = {
            row["id"]: Author(id=row["id"], name=row["name"], url=row["url"], avatar=row["avatar"])
            for row in database.rows(query)
        }
        by_name: dict[str, list[str]] = {}
        for author in self._authors.values():
            if not author.id.startswith("n-"):
                by_name.setdefault(author_id(author.name, None), []).append(author.id)
        # One page prints the name alone, another links the profile: that is one person while the name is nobody else's.
        self._same = {name: ids[0] for name, ids in by_name.items() if len(ids) == 1 and name in self._authors}
        self._profiles = {author.url for author in self._authors.values() if author.url}

    def shown(self) -> Iterator[Author]:
        """Yield each author once, by id."""
        yield from (author for author in self._authors.values() if author.id not in self._same)

    def of_post(self, author: str | None) -> str | None:
        """Return the author's id under which `shown` lists them; None for one of whom nothing is held."""
        if author is None or author not in self._authors:
            return None
        return self._same.get(author, author)

    def wrote(self, commenter: Commenter) -> bool:
        """Whether a commenter's profile is an author's; a name alone never says so."""
        if not commenter.url:
            return False
        profile = author_id(commenter.name, commenter.url)
        return commenter.url in self._profiles or (not profile.startswith("n-") and profile in self._authors)
