from contextlib import suppress

from store_sample import document, page, seen, url_of

from migrator.documents import DocumentKind, Reference
from migrator.store.database import Database


class Stop(Exception):
    pass


def titles(archive):
    return [post.title for post in archive.view().posts()]


def test_nothing_of_a_document_stays_when_its_transaction_fails(archive):
    with suppress(Stop), archive.transaction():
        archive.keep(document(seen("a")), page(), run=1)
        archive.enqueue([Reference(url=url_of("b"), kind=DocumentKind.POST, reason="test")])
        raise Stop

    assert [] == titles(archive)
    assert {} == archive.frontier_counts()


def test_an_inner_failure_undoes_only_the_inner_part(archive):
    with archive.transaction():
        archive.keep(document(seen("a")), page(), run=1)
        with suppress(Stop), archive.transaction():
            archive.keep(document(seen("b")), page(), run=1)
            raise Stop

    assert ["Title a"] == titles(archive)


def test_an_outer_failure_undoes_what_an_inner_part_did(archive):
    with suppress(Stop), archive.transaction():
        with archive.transaction():
            archive.keep(document(seen("a")), page(), run=1)
        raise Stop

    assert [] == titles(archive)


def test_the_archive_works_on_after_an_undone_transaction(archive):
    with suppress(Stop), archive.transaction():
        archive.keep(document(seen("a")), page(), run=1)
        raise Stop
    archive.keep(document(seen("a")), page(), run=1)

    assert ["Title a"] == titles(archive)
    assert ["Ada"] == [author.name for author in archive.view().authors()]


def test_a_transaction_that_ctrl_c_left_open_is_undone_by_the_next(tmp_path):
    database = Database(tmp_path / "x.db", write=True)
    database.execute("CREATE TABLE kept (word TEXT)")
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO kept VALUES ('torn')")
    with database.transaction():
        database.execute("INSERT INTO kept VALUES ('whole')")

    assert ["whole"] == [row["word"] for row in database.rows("SELECT word FROM kept")]
