"""Who is who among authors and commenters."""

from collections.abc import Iterator

from migrator.schema import Author, Commenter
from migrator.store.database import Database
from migrator.urls import author_id


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
        """Give each author once, by id."""
        yield from (author for author in self._authors.values() if author.id not in self._same)

    def of_post(self, author: str | None) -> str | None:
        """Give the author's id under which `shown` lists them; None for one of whom nothing is held."""
        if author is None or author not in self._authors:
            return None
        return self._same.get(author, author)

    def wrote(self, commenter: Commenter) -> bool:
        """Tell whether a commenter's profile is an author's; a name alone never says so."""
        if not commenter.url:
            return False
        profile = author_id(commenter.name, commenter.url)
        return commenter.url in self._profiles or (not profile.startswith("n-") and profile in self._authors)
