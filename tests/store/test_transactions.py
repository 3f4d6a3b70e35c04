import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

from store_sample import document, page, seen, url_of

from migrator.model.documents import DocumentKind, Reference
from migrator.store import database as database_module
from migrator.store.database import Database


class Stop(Exception):
    pass


def titles(archive):
    return [post.title for post in archive.view().posts()]


def test_nothing_of_a_document_stays_when_its_transaction_fails(archive):
    with suppress(Stop), archive.transaction():
        archive.keep(document(seen("a")), page(), run=1)
        archive.frontier.enqueue([Reference(url=url_of("b"), kind=DocumentKind.POST, reason="test")])
        raise Stop

    assert [] == titles(archive)
    assert {} == archive.frontier.counts()


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


@contextmanager
def struck_at(line: int, times: int):
    """Ctrl-C at the n-th line that runs in the module of transactions; give the number of lines that ran."""
    ran, here = [], Path(database_module.__file__).name

    def trace(frame, event, _argument):
        if Path(frame.f_code.co_filename).name != here:
            return None
        if event == "line":
            ran.append(frame.f_lineno)
            if line <= len(ran) < line + times:
                signal.raise_signal(signal.SIGINT)
        return trace

    sys.settrace(trace)
    try:
        yield ran
    finally:
        sys.settrace(None)


def interrupted(path, line, times=1):
    """Keep two words, one in a transaction of its own, and be struck: give words, deeds after commit, undone, lines."""
    database = Database(path, write=True)
    database.execute("CREATE TABLE kept (word TEXT)")
    told, undone = [], []
    database.on_rollback(lambda: undone.append(1))
    with suppress(KeyboardInterrupt), struck_at(line, times) as ran, database.transaction():
        database.execute("INSERT INTO kept VALUES ('outer')")
        with database.transaction():
            database.execute("INSERT INTO kept VALUES ('inner')")
            database.after_commit(lambda: told.append(1))
    words = [row["word"] for row in database.rows("SELECT word FROM kept")]
    with database.transaction():
        database.execute("INSERT INTO kept VALUES ('later')")
    assert [*words, "later"] == [row["word"] for row in database.rows("SELECT word FROM kept")]
    database.close()
    return words, told, undone, len(ran)


def test_ctrl_c_at_any_line_of_a_transaction_lets_it_end_whole(heeding_ctrl_c, tmp_path):
    *_, lines = interrupted(tmp_path / "x.db", 10**6)
    outcomes = [interrupted(tmp_path / f"{line}.db", line)[:3] for line in range(1, lines + 1)]

    assert 20 < lines
    assert [] == [one for one in outcomes if one not in [(["outer", "inner"], [1], []), ([], [], [])]]
    assert (["outer", "inner"], [1], []) in outcomes


def test_a_second_ctrl_c_stops_a_transaction_at_once_and_leaves_nothing_or_all(heeding_ctrl_c, tmp_path):
    *_, lines = interrupted(tmp_path / "x.db", 10**6)
    outcomes = [interrupted(tmp_path / f"{line}.db", line, times=2)[0] for line in range(1, lines + 1)]

    assert [] == [words for words in outcomes if words not in [["outer", "inner"], []]]
    assert [] in outcomes
