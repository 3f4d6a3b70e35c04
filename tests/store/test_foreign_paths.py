"""An archive from a stranger: what it names outside of its folder is neither read nor moved nor removed."""

import hashlib
import sqlite3
from contextlib import closing

import pytest
from store_sample import document, page, seen

from migrator.model.errors import ArchiveError
from migrator.store.folder import inside

SECRET = b"\x89PNG what lies beside an archive"
PICTURE, OTHER = "https://pictures.example/lamp.png", "https://pictures.example/oil.png"


@pytest.mark.parametrize("name", ["../victim", "/etc/passwd", "media/../../victim", ".", "", "a\0b", "link/x"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)

    with pytest.raises(ArchiveError):
        inside(folder, name)


def test_a_name_that_stays_inside_is_given_as_it_is(tmp_path):
    assert tmp_path / "media" / "a.png" == inside(tmp_path, "media/a.png")


@pytest.fixture
def victim(archive):
    """Lay a file beside the archive, which claims it for one of its pictures."""
    body = f'<p><img src="{PICTURE}"/><img src="{OTHER}"/></p>'
    archive.keep(document(seen("a", content_html=body)), page(), run=1)
    file = archive.path.parent / "victim"
    file.write_bytes(SECRET)
    digest = hashlib.sha256(SECRET).hexdigest()
    with closing(sqlite3.connect(archive.path / "archive.db")) as database:
        database.execute(
            "UPDATE media SET status = 'held', path = '../victim', sha256 = ?, bytes = ?"
            " WHERE id IN (SELECT media FROM media_urls WHERE url = ?)",
            (digest, len(SECRET), PICTURE),
        )
        database.commit()
    return file


def claimed(archive):
    return next(one for one in archive.view().media() if one.path == "../victim")


def test_no_export_is_given_the_bytes(archive, victim):
    with pytest.raises(ArchiveError, match="does not lie in its folder"):
        archive.view().open_media(claimed(archive))


def test_verify_names_it_as_damage(archive, victim):
    assert ["../victim"] == [path for path, what in archive.media.damage() if "does not lie in its folder" in what]


def test_repair_takes_the_row_out_and_leaves_the_file_alone(archive, victim):
    archive.mending.media("../victim")

    assert SECRET == victim.read_bytes()
    assert [] == list(archive.media.damage())


@pytest.mark.parametrize("content", [SECRET, b"\x89PNG\r\n\x1a\n another picture"])
def test_a_picture_that_comes_in_neither_replaces_nor_removes_it(archive, victim, content):
    for url in (PICTURE, OTHER):
        [media] = [one for one in archive.view().media() if one.url == url]
        archive.media.keep(media.id, content, final_url=url)

    assert SECRET == victim.read_bytes()


def test_names_are_settled_without_it(archive, victim):
    archive.media.settle_names()

    assert SECRET == victim.read_bytes()


def test_a_capture_file_outside_is_damage(archive, victim):
    with closing(sqlite3.connect(archive.path / "archive.db")) as database:
        database.execute(
            "INSERT INTO captures"
            " (run, url, asked_url, status, fetched_at, as_of, file, start, length, file_end, digest)"
            " VALUES (1, 'https://a.example/', 'https://a.example/', 200, '2024-05-01T10:00:00Z',"
            " '2024-05-01T10:00:00Z', '../../victim', 0, 5, 5, 'x')"
        )
        database.commit()

    assert any("does not lie in its folder" in fault.what for fault in archive.captures.damage())
    assert SECRET == victim.read_bytes()
