"""What an archive asks of its tables while it works is answered from indexes, however large the tables are."""

import re
import sqlite3

import pytest
from store_sample import HOME, comment, document, page, raw, seen, url_of

from migrator.model.documents import DocumentKind, Reference
from migrator.model.schema import MediaStatus

# Asked once a run, or of tables that stay small.
_ONCE = re.compile(r"sqlite_master|FROM runs|FROM settings|FROM blog|FROM authors WHERE id IN|FROM declared")


def work(archive):
    """Do what is done for each document and each medium."""
    pictures = '<p><img src="https://a.example/1.png"/></p>'
    with archive.transaction():
        archive.captures.add(raw(), run=1)
        archive.captures.add(raw(status=304, body=b""), run=1)
        archive.keep(document(seen("a", comments=(comment("1"),), content_html=pictures, labels=("x",))), page(), run=1)
        archive.keep(document(seen("a", number="5", comments=(comment("1"), comment("2")))), page(), run=1)
        reference = Reference(url=url_of("a"), kind=DocumentKind.POST, reason="t")
        archive.frontier.enqueue([reference, Reference(url=HOME, kind=DocumentKind.HOME, reason="t")])
        archive.frontier.peek(5)
        archive.frontier.validators(reference.url)
        archive.known(reference.url)
        archive.frontier.settle(reference, "done", status=200)
    for media in archive.media.wanted(1):
        archive.media.keep(media.id, b"GIF89a" + bytes(20), final_url=media.url)
        archive.media.failed(media.id, MediaStatus.MISSING, "no")
    list(archive.view().posts())
    list(archive.view().summaries())
    archive.view().media_by_id("0" * 16)


@pytest.fixture
def statements(archive):
    """Collect every statement that the work runs, with its values."""
    archive.frontier.counts()
    found = []
    archive._database._connection.set_trace_callback(found.append)
    work(archive)
    archive._database._connection.set_trace_callback(None)
    return [text for text in found if text.split()[0] in {"SELECT", "UPDATE", "DELETE"} and not _ONCE.search(text)]


def plan(database, statement):
    return [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")]


def test_no_table_is_read_from_end_to_end_and_nothing_is_sorted(archive, statements):
    database = sqlite3.connect(archive.path / "archive.db")
    slow = {
        (statement, step)
        for statement in statements
        for step in plan(database, statement)
        if (re.match(r"SCAN (?!json|search)", step) and "posts_in_order" not in step) or "TEMP B-TREE" in step
    }
    database.close()

    assert len(statements) > 20
    assert set() == slow
