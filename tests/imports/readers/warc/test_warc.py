"""WARC and WACZ files: which captures count, and what becomes of broken and hostile ones."""

import gzip
import hashlib
import io
import sqlite3
import zipfile
from contextlib import closing

import pytest
from copies_of import HOME, PNG, answer, archive, bodies, media, read

from fixtures import copies
from fixtures.copies.warcs import replayed
from migrator.imports.readers.recognise import blogs_in
from migrator.model.errors import UnreadableInput

PICTURE = "http://1.bp.blogspot.com/-x/AAAA/BBBB/CCCC/{size}/lamp.png"
OLD, NEW = "2012-03-01T12:00:00Z", "2018-03-01T12:00:00Z"


def warc(tmp_path, *answers, name="a.warc.gz", **style):
    path = tmp_path / name
    path.write_bytes(copies.warc(answers, copies.WarcStyle(**style)))
    return path


def test_the_newest_capture_wins_and_an_earlier_one_becomes_a_revision(tmp_path):
    path = warc(tmp_path, answer("New", time=NEW), answer("Old", time=OLD))
    with archive(tmp_path, path) as held:
        titles = [post.title for post in held.view().posts()]
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as tables:
        earlier = tables.execute("SELECT value FROM revisions WHERE field = 'title'").fetchall()

    assert (["New"], [("Old",)]) == (titles, earlier)


def test_captures_of_one_crawl_count_for_one_time(tmp_path):
    late = "2018-03-01T18:00:00Z"
    path = warc(tmp_path, answer(time=NEW), answer("Two", path="2018/02/two.html", time=late))

    assert [late, late] == [document.as_of for document in read(path)[0]]


def test_a_capture_that_repeats_another_says_that_it_still_stood(tmp_path):
    path = warc(tmp_path, answer(time=OLD), answer(time=NEW))
    documents, _ = read(path)

    assert [(NEW, True)] == [(one.as_of, b"Words." in one.page.body) for one in documents]


def test_a_repetition_whose_original_is_nowhere_is_told(tmp_path):
    whole = copies.warc([answer(time=OLD), answer(time=NEW), answer("Two", path="2018/02/two.html")])
    members = whole.split(b"\x1f\x8b\x08")
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(b"\x1f\x8b\x08".join([*members[:2], *members[4:]]))
    documents, notices = read(path)

    assert [f"{HOME}2018/02/two.html"] == [one.page.url for one in documents]
    assert ["input-damaged"] == [notice.code for notice in notices]


def test_a_broken_member_costs_only_itself_and_is_told_with_its_offset(tmp_path):
    path = warc(tmp_path, answer("One"), answer("Two", path="2018/02/two.html"))
    content = bytearray(path.read_bytes())
    third = [place for place in range(len(content)) if content[place : place + 3] == b"\x1f\x8b\x08"][2]
    content[third + 100 : third + 140] = b"\0" * 40
    path.write_bytes(content)
    documents, notices = read(path)

    assert [f"{HOME}2018/02/two.html"] == [one.page.url for one in documents]
    assert [f"byte {third}: the compressed record can't be unpacked; the rest was read"] == [n.detail for n in notices]


def test_a_record_with_a_wrong_length_costs_only_itself(tmp_path):
    path = warc(tmp_path, answer("One"), answer("Two", path="2018/02/two.html"), packing="none")
    content = path.read_bytes()
    first = content.index(b"Content-Length: ", content.index(b"WARC-Type: response"))
    path.write_bytes(content[:first] + b"Content-Length: 99" + content[first + 18 :])
    documents, notices = read(path)

    assert [f"{HOME}2018/02/two.html"] == [one.page.url for one in documents]
    assert 1 == len(notices)


@pytest.mark.parametrize("packing", ["gzip", "one-gzip", "zstd", "none"])
def test_a_file_that_ends_in_a_record_gives_those_before_it(packing, tmp_path):
    noise = hashlib.shake_256(b"noise").hexdigest(2_000)
    path = warc(tmp_path, answer("One"), answer("Two", body=noise, path="2018/02/two.html"), packing=packing)
    path.write_bytes(path.read_bytes()[:-300])
    documents, notices = read(path)

    assert [f"{HOME}2018/02/one.html"] == [one.page.url for one in documents]
    assert ["input-damaged"] == [notice.code for notice in notices]


def test_the_blog_of_most_pages_is_read_and_the_other_is_told(tmp_path):
    other = answer("Else", home="http://other.blogspot.com/")
    path = warc(tmp_path, answer("One"), answer("Two", path="2018/02/two.html"), other)
    documents, notices = read(path)

    assert 2 == len(documents)
    assert ["other-blog"] == [notice.code for notice in notices]


def test_the_user_may_name_the_other_blog(tmp_path):
    other = answer("Else", home="http://other.blogspot.com/")
    path = warc(tmp_path, answer("One"), answer("Two", path="2018/02/two.html"), other)
    documents, _ = read(path, "http://other.blogspot.com/")

    assert ["http://other.blogspot.com/2018/02/one.html"] == [one.page.url for one in documents]


def test_a_file_without_any_page_of_blogger_says_what_it_holds(tmp_path):
    path = warc(tmp_path, copies.Answer("http://paper.example/news", b"<html><body>News</body></html>"))

    with pytest.raises(UnreadableInput, match="holds no page of a Blogger blog") as caught:
        list(blogs_in(path))
    assert "paper.example" in (caught.value.hint or "")


def test_of_a_picture_the_largest_size_is_taken(tmp_path):
    sizes = [
        copies.Answer(PICTURE.format(size=size), PNG + size.encode(), "image/png")
        for size in ("s320", "s1600", "s72-c")
    ]
    path = warc(tmp_path, answer(), *sizes)

    assert {PICTURE.format(size="s1600"): PNG + b"s1600"} == media(path)


def test_of_a_picture_whose_largest_size_came_empty_the_next_is_taken(tmp_path):
    sizes = [
        copies.Answer(PICTURE.format(size=size), body, "image/png") for size, body in (("s1600", b""), ("s320", PNG))
    ]
    path = warc(tmp_path, answer(), *sizes)

    assert {PICTURE.format(size="s320"): PNG} == media(path)


@pytest.mark.parametrize("absolute", [True, False])
def test_what_a_wayback_machine_added_is_taken_off(absolute, tmp_path):
    body = f"<a href='{PICTURE.format(size='s1600')}'><img src='{PICTURE.format(size='s320')}'/></a>"
    path = warc(tmp_path, replayed(answer(body=body), absolute=absolute))

    assert {f"{HOME}2018/02/one.html": answer(body=body).body.decode()} == bodies(path)


def test_a_post_that_links_to_a_wayback_machine_keeps_the_link(tmp_path):
    body = "<a href='https://web.archive.org/web/2010/http://gone.example/'>gone</a>"
    path = warc(tmp_path, replayed(answer(body=body)))

    assert body in bodies(path)[f"{HOME}2018/02/one.html"]


def test_robots_and_error_pages_tell_nothing(tmp_path):
    robots = copies.Answer(f"{HOME}robots.txt", b"User-agent: *", "text/plain")
    gone = copies.Answer(f"{HOME}2018/02/gone.html", b"<html>blogger 404</html>", status=404)
    path = warc(tmp_path, answer(), robots, gone)

    assert [f"{HOME}2018/02/one.html"] == [one.page.url for one in read(path)[0]]


def test_a_body_that_is_not_in_the_coding_it_claims_is_read_as_it_is(tmp_path):
    path = warc(tmp_path, answer(), packing="none", coding="gzip")
    content = path.read_bytes()
    packed = gzip.compress(answer().body)
    start = content.index(b"\x1f\x8b\x08")
    plain = answer().body[: len(packed)]
    path.write_bytes(content[:start] + plain.ljust(len(packed)) + content[start + len(packed) :])

    assert plain == read(path)[0][0].page.body.rstrip()


def test_a_wacz_gives_the_blog_of_all_its_warc_files(tmp_path):
    parts = {"a.warc.gz": copies.warc([answer()]), "b.warc": copies.warc([answer("Two", path="2018/02/two.html")])}
    path = tmp_path / "blog.wacz"
    path.write_bytes(copies.wacz(parts))

    assert 2 == len(read(path)[0])


def test_a_collection_of_wacz_files_is_opened_too(tmp_path):
    inner = copies.wacz({"a.warc.gz": copies.warc([answer()])})
    path = tmp_path / "all.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("one.wacz", inner)

    assert 1 == len(read(path)[0])


def test_no_name_in_a_zip_is_used_as_a_path(tmp_path):
    path = tmp_path / "evil.wacz"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("../../escaped.warc", "/absolute.warc", "C:\\windows.warc"):
            packed.writestr(name, copies.warc([answer()], copies.WarcStyle(packing="none")))
    before = sorted(tmp_path.parent.rglob("*.warc"))

    assert 1 == len({one.page.url for one in read(path)[0]})
    assert before == sorted(tmp_path.parent.rglob("*.warc"))


def test_a_zip_that_claims_more_than_can_be_is_refused(tmp_path):
    packed = io.BytesIO(copies.wacz({"a.warc": copies.warc([answer()])}))
    content = bytearray(packed.getvalue())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (2**31).to_bytes(4, "little")
    path = tmp_path / "bomb.wacz"
    path.write_bytes(content)

    with pytest.raises(UnreadableInput, match="more than is possible"):
        list(blogs_in(path))


def test_a_body_that_unpacks_to_gigabytes_is_left_out_and_told(tmp_path):
    bomb = copies.Answer(f"{HOME}2018/02/bomb.html", b"<html>blogger" + b" " * 70_000_000)
    path = warc(tmp_path, answer(), bomb, coding="gzip")
    documents, notices = read(path)

    assert ([f"{HOME}2018/02/one.html"], ["skipped-by-bound"]) == (
        [one.page.url for one in documents],
        [notice.code for notice in notices],
    )


def test_an_archive_of_ours_can_be_imported_from_its_captures(tmp_path):
    with archive(tmp_path, warc(tmp_path, answer())):
        pass

    assert [f"{HOME}2018/02/one.html"] == [one.page.url for one in read(tmp_path / "archive")[0]]


@pytest.mark.parametrize(
    ("written", "odd"),
    [(f"WARC-Date: {NEW}", "WARC-Date: soon"), (f"{HOME}2018/02/odd.html", "http://[nonsense/2018/02/odd.html")],
)
def test_a_date_or_an_address_that_is_none_ends_no_import(tmp_path, written, odd):
    path = warc(tmp_path, answer("One", time=NEW), answer("One", path="2018/02/odd.html", time=NEW), name="plain.warc")
    records = path.read_bytes()
    records = gzip.decompress(records) if records.startswith(b"\x1f\x8b") else records
    path.write_bytes(records.replace(f"{written}\r\n".encode(), f"{odd}\r\n".encode()))
    with archive(tmp_path, path) as held:
        titles = [post.title for post in held.view().posts()]

    assert ["One"] == titles


def test_a_length_beyond_all_reason_is_told_and_the_rest_is_read(tmp_path):
    path = warc(tmp_path, answer("One", time=NEW), name="plain.warc")
    records = gzip.decompress(path.read_bytes()) if path.read_bytes()[:2] == b"\x1f\x8b" else path.read_bytes()
    huge = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + HOME.encode() + b"x.html\r\n"
    huge += b"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    huge += b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Length: " + b"9" * 200
    path.write_bytes(records + huge + b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx")
    with archive(tmp_path, path) as held:
        titles = [post.title for post in held.view().posts()]

    assert ["One"] == titles
