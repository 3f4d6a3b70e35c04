import io
import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from store_sample import BLOG, FIRST, SECOND, document, page, seen

from migrator.model.documents import Extent
from migrator.model.schema import MediaStatus
from migrator.store import Archive
from migrator.store.media.files import file_name, readable

PICTURE = "https://1.bp.blogspot.com/-a/b/c/d/{size}/{name}"


def image(format_name="PNG", size=(4, 3), color=0):
    buffer = io.BytesIO()
    Image.new("RGB", size, (color, 0, 0)).save(buffer, format_name)
    return buffer.getvalue()


def body(*urls):
    return "".join(f'<p><img src="{url}"/></p>' for url in urls)


def keep(archive, *urls, name="a", evidence=None):
    return archive.keep(document(seen(name, content_html=body(*urls))), evidence or page(), run=1)


def foreign(name):
    return f"https://pictures.example/{name}"


def wanted(archive, run=1):
    return [media.url for media in archive.media.wanted(run)]


def held(archive):
    return [(media.path, media.status) for media in archive.view().media()]


def take_in(archive, content, url, **fields):
    [media] = [media for media in archive.view().media() if url in {media.url, *media.urls}]
    return archive.media.keep(media.id, content, final_url=url, **fields)


def content_of(archive, media):
    with archive.view().open_media(media) as file:
        return file.read()


def test_a_picture_is_stored_with_what_its_bytes_tell(archive):
    keep(archive, foreign("Cat%20photo.JPG"))
    content = image("PNG", (40, 30))
    media = take_in(archive, content, foreign("Cat%20photo.JPG"), content_type="image/jpeg")

    assert (MediaStatus.HELD, "image/png", 40, 30, len(content)) == (
        media.status,
        media.content_type,
        media.width,
        media.height,
        media.bytes,
    )
    assert f"media/cat-photo-{media.sha256[:8]}.png" == media.path
    assert content == content_of(archive, media)


def test_a_file_can_be_given_by_its_path(archive, tmp_path):
    keep(archive, foreign("a.png"))
    (tmp_path / "download").write_bytes(image())
    media = take_in(archive, tmp_path / "download", foreign("a.png"))
    (tmp_path / "download").unlink()

    assert image() == content_of(archive, media)


def test_the_same_content_is_stored_once(archive):
    keep(archive, foreign("zoo.png"), foreign("ape.png"))
    for name in ("zoo.png", "ape.png"):
        take_in(archive, image(), foreign(name))

    files = [path.name for path in (archive.path / "media").iterdir()]
    assert 1 == len(files)
    assert {(f"media/{files[0]}", MediaStatus.HELD)} == set(held(archive))


def test_the_name_of_a_content_does_not_depend_on_what_came_first(tmp_path):
    names = []
    for order in (("zoo.png", "ape.png", "bee.png"), ("bee.png", "zoo.png", "ape.png")):
        with Archive.create_or_open(tmp_path / order[0]) as archive:
            archive.begin_run("crawl", FIRST)
            archive.blogs.keep_located(BLOG, page())
            keep(archive, *(foreign(name) for name in order))
            for name in order:
                take_in(archive, image(), foreign(name))
            names.append([path.name for path in (archive.path / "media").iterdir()])

    assert names[0] == names[1]
    assert names[0][0].startswith("ape-")


def test_a_web_page_in_a_pictures_place_is_a_miss(archive):
    keep(archive, foreign("a.jpg"))
    media = take_in(archive, b"<!DOCTYPE html><html>gone</html>", foreign("a.jpg"), content_type="image/jpeg")

    assert (MediaStatus.MISSING, None) == (media.status, media.path)
    assert "web page" in media.error
    assert [] == list((archive.path / "media").iterdir())


def test_a_medium_that_no_post_names_is_a_mistake_of_the_caller(archive):
    with pytest.raises(KeyError):
        archive.media.keep("0" * 16, image(), final_url=foreign("a.png"))


def test_what_failed_is_told_in_one_line_and_not_asked_again_in_this_run(archive):
    keep(archive, foreign("a.png"), foreign("b.png"))
    first = next(archive.media.wanted(1))
    archive.media.failed(first.id, MediaStatus.MISSING, "HTTP 404\nNot Found")

    assert 1 == archive.media.wanted_count(1) == len(wanted(archive))
    assert "HTTP 404 Not Found" == archive.view().media_by_id(first.id).error


def test_what_failed_is_asked_for_again_in_a_later_run_but_not_in_one_that_goes_on(archive):
    keep(archive, foreign("a.png"))
    archive.media.failed(next(archive.media.wanted(1)).id, MediaStatus.MISSING, "HTTP 404")

    assert [] == wanted(archive, archive.begin_run("crawl", SECOND))
    archive.end_run(2, ended=SECOND, exit_code=3, counts={})
    assert [foreign("a.png")] == wanted(archive, archive.begin_run("crawl", "2024-07-01T10:00:00Z"))


def test_a_failure_does_not_lose_what_is_held(archive):
    keep(archive, foreign("a.png"))
    media = take_in(archive, image(), foreign("a.png"))
    archive.media.failed(media.id, MediaStatus.MISSING, "HTTP 404")

    assert MediaStatus.HELD is archive.view().media_by_id(media.id).status
    assert [] == wanted(archive)


def test_media_may_be_kept_while_the_wanted_ones_are_read(archive):
    keep(archive, *(foreign(f"{number}.png") for number in range(1200)))
    asked = 0
    for media in archive.media.wanted(1):
        archive.media.failed(media.id, MediaStatus.MISSING, "HTTP 404")
        asked += 1

    assert 1200 == asked
    assert 0 == archive.media.wanted_count(1)


def test_one_picture_under_many_addresses_is_one_medium_with_its_original(archive):
    small, large = PICTURE.format(size="s320", name="x.jpg"), PICTURE.format(size="s1600", name="x.jpg")
    keep(archive, small)
    keep(archive, large, name="b")

    [media] = archive.view().media()
    assert PICTURE.format(size="s0", name="x.jpg") == media.url
    assert tuple(sorted([small, large])) == media.urls


def test_addresses_of_a_body_that_was_replaced_are_forgotten(archive):
    cut, whole = PICTURE.format(size="s72-c", name="x.jpg"), PICTURE.format(size="s400", name="x.jpg")
    keep(archive, cut)
    keep(archive, whole, evidence=page(SECOND))

    assert [(whole,)] == [media.urls for media in archive.view().media()]


def test_media_that_no_post_shows_any_more_are_not_listed_but_stay_on_disk(archive):
    keep(archive, foreign("a.png"))
    take_in(archive, image(), foreign("a.png"))
    archive.keep(document(seen("a", content_html="<p>no picture</p>")), page(SECOND), run=1)

    assert [] == held(archive)
    assert 1 == len(list((archive.path / "media").iterdir()))


def test_damaged_and_lost_files_are_named_in_full(archive):
    keep(archive, foreign("a.png"), foreign("b.png"), foreign("c.png"))
    paths = [
        archive.path / take_in(archive, image(color=number), foreign(f"{name}.png")).path
        for number, name in enumerate("abc")
    ]
    assert [] == list(archive.damage())

    content = bytearray(paths[0].read_bytes())
    content[-5] ^= 1
    paths[0].write_bytes(content)
    paths[1].unlink()

    damage = list(archive.damage())
    assert 2 == len(damage)
    assert all(any(str(path) in line for line in damage) for path in paths[:2])


def test_half_written_files_of_a_killed_run_are_removed(archive):
    keep(archive, foreign("a.png"))
    take_in(archive, image(), foreign("a.png"))
    archive.close()
    (archive.path / "media" / ".new-0123").write_bytes(b"half")

    with Archive.create_or_open(archive.path):
        assert 1 == len(list((archive.path / "media").iterdir()))


@pytest.mark.parametrize(
    ("extension", "content_type", "content"),
    [
        ("jpg", "image/jpeg", image("JPEG")),
        ("gif", "image/gif", image("GIF")),
        ("webp", "image/webp", image("WEBP")),
        ("bmp", "image/bmp", image("BMP")),
        ("svg", "image/svg+xml", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(16)),
        ("webm", "video/webm", b"\x1aE\xdf\xa3" + bytes(16)),
        ("mp3", "audio/mpeg", b"ID3\x04" + bytes(16)),
        ("mp3", "audio/mpeg", b"\xff\xfb\x90\x64" + bytes(16)),
        ("ogg", "audio/ogg", b"OggS" + bytes(16)),
        ("pdf", "application/pdf", b"%PDF-1.7\n"),
        ("zip", "application/zip", b"PK\x03\x04" + bytes(16)),
        ("bin", "application/octet-stream", b"\x01\x02\x03\x04"),
    ],
)
def test_the_extension_follows_the_content(archive, extension, content_type, content):
    keep(archive, foreign("thing.png"))
    media = take_in(archive, content, foreign("thing.png"))

    assert f".{extension}" == PurePosixPath(media.path).suffix
    assert content_type == media.content_type


# -- names ------------------------------


@pytest.mark.parametrize(
    ("expected", "url"),
    [
        ("ma-photo", "https://1.bp.blogspot.com/-x/s0/Ma%20photo.JPG"),
        ("été", "https://a/%C3%A9t%C3%A9.jpg"),
        ("file", "https://a/"),
        ("file", "https://a/con.png"),
        ("file", "https://a/..%2f..%2f.png"),
        ("image", "https://blogger.googleusercontent.com/img/a/AVvXsEibSr0fZy3PqLd8wT5uYh2kNm4oXc7vBg9=s0"),
        ("b", "https://a/a%2Fb?c=d"),
    ],
)
def test_a_name_is_made_of_what_the_web_calls_the_file(expected, url):
    assert expected == readable(url)


@given(st.text(max_size=300), st.sampled_from(["jpg", "png", "bin"]))
def test_a_name_is_legal_on_every_file_system(text, extension):
    name = file_name(f"https://a.example/{text}", "0" * 64, extension)

    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name.isprintable()
    assert name == unicodedata.normalize("NFC", name)
    assert name == name.strip("-. ")


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from("0123")), min_size=2, max_size=8, unique=True))
def test_no_name_begins_with_another(pairs):
    names = {file_name(f"https://a/{text}", digit * 64, "jpg") for text, digit in pairs}

    assert not [(one, other) for one in names for other in names if one != other and other.startswith(one)]


# -- arriving beside the pages ---------------


def test_a_file_that_came_early_is_named_by_the_addresses_that_came_later(archive):
    late, early = PICTURE.format(size="s320", name="ant.jpg"), PICTURE.format(size="s320", name="zoo.jpg")
    keep(archive, early)
    assert take_in(archive, image(), early).path.startswith("media/zoo-")

    keep(archive, late, name="b")
    archive.media.settle_names()

    [(path, _)] = held(archive)
    assert path.startswith("media/ant-")
    assert [path] == [f"media/{file.name}" for file in (archive.path / "media").iterdir()]


def test_a_picture_that_failed_is_wanted_again_once_it_has_another_address(archive):
    small, large = PICTURE.format(size="s320", name="x.jpg"), PICTURE.format(size="s1600", name="x.jpg")
    keep(archive, small)
    archive.media.failed(next(archive.media.wanted(1)).id, MediaStatus.MISSING, "HTTP 404")
    keep(archive, small, name="b")
    assert [] == wanted(archive)

    keep(archive, large, name="c")

    assert 1 == len(wanted(archive))


def test_only_whole_posts_give_pictures_while_others_are_still_coming(archive):
    keep(archive, foreign("whole.png"))
    archive.keep(document(seen("b", content_html=body(foreign("cut.png")), extent=Extent.CUT)), page(), run=1)

    assert [foreign("whole.png")] == [media.url for media in archive.media.wanted(1, of_whole_posts=True)]
    assert 2 == len(wanted(archive))


def test_a_run_that_goes_on_asks_on_behind_the_address_that_was_asked_in_vain(archive):
    keep(archive, PICTURE.format(size="s320", name="x.jpg"))
    [media] = archive.media.wanted(1)
    archive.media.stepped(media.id, PICTURE.format(size="s0", name="x.jpg"))

    assert PICTURE.format(size="s0", name="x.jpg") == archive.media.asked(media.id)
    assert [media.id] == [one.id for one in archive.media.wanted(1)]

    archive.media.failed(media.id, MediaStatus.MISSING, "HTTP 404")
    assert None is archive.media.asked(media.id)
