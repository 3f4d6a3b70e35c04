"""Comments found by their words, read through one by one: they have no index, which would double what they take.

Nobody who never searches pays for it, and fifty thousand are read through in a quarter of a second.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass

from migrator.content.searchable import LETTER_BY_LETTER, Question, folded
from migrator.content.text import plain_text
from migrator.store.database import Database

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
    """Give the comments, newest first, whose text or author holds all the words asked for and none of the others."""
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
