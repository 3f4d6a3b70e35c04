"""What the posts that are held refer to: each reference has one outcome."""

import sqlite3
from contextlib import closing

from store_sample import ALL, FIRST, SECOND, document, page, seen

from migrator.account import Outcome, Unit
from migrator.model.schema import Enclosure, MediaStatus
from migrator.store import Archive, RunKind

PICTURE = "https://1.bp.blogspot.com/-a/b/c/d/s320/x.jpg"
SHOWN = f'<p>Hi <img src="{PICTURE}"/> and again <img src="{PICTURE}"/></p>'


def counts(archive, run=1):
    return {row.outcome: row.count for row in archive.account.of(run) if row.unit is Unit.MEDIUM}


def test_a_medium_of_which_nothing_is_decided_is_unaccounted_for(archive):
    archive.keep(document(seen(content_html=SHOWN)), page(), run=1)
    archive.account.add_media(1, undecided="")

    assert {"offered": 2} == counts(archive)
    assert ["2 media offered, of 0 it is known what became of them"] == [str(gap) for gap in archive.account.gaps(1)]


def test_an_attached_file_is_a_reference(archive):
    [medium] = archive.keep(document(seen(content_html=SHOWN)), page(), run=1).wanted_media
    attached = (Enclosure(media=medium, url=PICTURE),)
    told = seen(content_html=SHOWN, enclosures=attached, tells=ALL | {"enclosures"})
    archive.keep(document(told), page(), run=1)
    archive.media.failed(medium, MediaStatus.MISSING, "HTTP 404")
    archive.account.add_media(1, undecided="")

    assert {"offered": 3, Outcome.NOT_HAD: 3} == counts(archive)


def test_a_body_that_is_replaced_takes_its_references_along(archive):
    archive.keep(document(seen(content_html=SHOWN)), page(FIRST), run=1)
    archive.keep(document(seen(content_html="<p>Words alone</p>")), page(SECOND), run=1)
    archive.account.add_media(1, undecided="not asked")

    assert {} == counts(archive)


def test_what_an_earlier_run_left_open_counts_no_longer_once_a_later_one_decided(archive):
    [medium] = archive.keep(document(seen(content_html=SHOWN)), page(), run=1).wanted_media
    archive.account.add_media(1, undecided="")
    archive.end_run(1, ended=FIRST, exit_code=3, counts={})
    archive.begin_run(RunKind.MEDIA, SECOND)
    archive.media.failed(medium, MediaStatus.SKIPPED, "a rule")
    archive.account.add_media(2, undecided="")
    archive.end_run(2, ended=SECOND, exit_code=0, counts={})

    assert [] == archive.account.gaps()


def test_references_of_an_archive_from_before_are_counted_when_it_is_upgraded(archive):
    archive.keep(document(seen(content_html=SHOWN)), page(), run=1)
    archive.close()
    with closing(sqlite3.connect(archive.path / "archive.db")) as database:
        database.execute("DROP TABLE post_references")
        database.execute("ALTER TABLE post_media DROP COLUMN times")
        database.execute("PRAGMA user_version = 4")
    with Archive.open_existing(archive.path, write=True) as upgraded:
        upgraded.account.add_media(1, undecided="not asked")

        assert {"offered": 2, Outcome.NOT_ASKED: 2} == counts(upgraded)
