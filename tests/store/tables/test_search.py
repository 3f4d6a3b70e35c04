"""The full-text index of an archive."""

from store_sample import FIRST, SECOND, document, page, seen

from migrator.content.searchable import question
from migrator.store import Archive
from migrator.store.database import APPLICATION_ID, Database
from migrator.store.tables.schema import MIGRATIONS


def titles(archive: Archive, asked: str) -> list[str]:
    insight = archive.insight()
    _, ids = insight.found(question(asked), limit=10)
    return [post.title for one in ids if (post := insight.post(one)) is not None]


def test_a_title_counts_more_than_a_label_and_that_more_than_a_text(archive):
    archive.keep(
        document(
            seen("a", title="x", content_html="<p>lamp</p>"),
            seen("b", title="y", labels=("lamp",), content_html="<p>z</p>"),
            seen("c", title="lamp", content_html="<p>z</p>"),
        ),
        page(),
        run=1,
    )
    archive.end_run(1, ended=FIRST, exit_code=0, counts={})

    assert ["lamp", "y", "x"] == titles(archive, "lamp")


def test_posts_that_are_not_indexed_yet_are_counted(archive):
    archive.keep(document(seen("a")), page(), run=1)
    archive.end_run(1, ended=FIRST, exit_code=0, counts={})
    archive.keep(document(seen("a", content_html="<p>other</p>")), page(SECOND), run=1)
    hits, _ = archive.insight().found(question("other"), limit=10)

    assert (0, 1) == (hits.total, hits.pending)


def test_an_archive_of_the_first_version_is_indexed_when_it_is_brought_up_to_date(tmp_path):
    database = Database(tmp_path / "archive.db", write=True)
    with database.transaction():
        MIGRATIONS[0](database)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute("PRAGMA user_version = 1")
        database.execute(
            "INSERT INTO posts (id, state, title, content_html) VALUES ('1', 'held', '灯塔', '<p>去了海边的灯塔</p>')"
        )
    database.close()
    with Archive.open_existing(tmp_path, write=False) as archive:
        assert ["灯塔"] == titles(archive, "海边")
