"""What is whole in a broken or hostile file is imported, and what is not is named with its place."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from fixtures.exports import OwnedBlog, backup, lighthouse, takeout_feed
from migrator.imports import ImportOptions, ImportReport, import_files
from migrator.model.errors import UnreadableInput
from migrator.store import Archive

ALL = 60 + 2 + 5 + 3


@pytest.fixture(scope="module")
def own() -> OwnedBlog:
    return lighthouse()


@pytest.fixture(scope="module")
def whole(own: OwnedBlog) -> bytes:
    return backup(own)


def imported(tmp_path: Path, content: bytes, name: str = "blog.xml") -> ImportReport:
    (tmp_path / name).write_bytes(content)
    return import_files(ImportOptions(paths=(tmp_path / name,), output=tmp_path / "archive"))


def held(report: ImportReport) -> int:
    one = report.blogs[0]
    return one.posts + one.pages + one.drafts + one.scheduled


def entry_of(content: bytes, post: str) -> tuple[int, int]:
    begin = content.rindex(b"<entry", 0, content.index(f".post-{post}</id>".encode()))
    return begin, content.index(b"</entry>", begin) + len(b"</entry>")


def line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def test_of_a_truncated_backup_all_before_the_cut_is_imported(own, whole, tmp_path):
    begin, end = entry_of(whole, own.blog.posts[30].id)
    report = imported(tmp_path, whole[: (begin + end) // 2])

    assert 30 == report.blogs[0].posts
    assert ["truncated"] == [notice.code for notice in report.missing]
    assert f"line {line_of(whole, begin)}, byte {begin}" in report.missing[0].detail


def test_one_broken_entry_takes_no_other_with_it_and_is_named(own, whole, tmp_path):
    begin, end = entry_of(whole, own.blog.posts[30].id)
    entry = whole[begin:end]
    broken = whole[:begin] + entry.replace(b"</title>", b"</tilte>", 1).replace(b"<author>", b"<<author>") + whole[end:]
    report = imported(tmp_path, broken)

    assert held(report) >= ALL - 1
    told = [notice.detail for notice in report.notices if notice.code in {"xml-repaired", "parse-failed"}]
    assert 1 == len(told)
    assert f"byte {begin}" in told[0]


def test_an_entry_that_never_ends_is_named_and_the_next_is_read(own, whole, tmp_path):
    begin, end = entry_of(whole, own.blog.posts[30].id)
    report = imported(tmp_path, whole[: end - len(b"</content></entry>") - 200] + whole[end:])

    assert held(report) >= ALL - 1
    assert any(f"byte {begin}" in notice.detail for notice in report.notices)


def test_bytes_behind_the_end_are_left_out_and_told(whole, tmp_path):
    report = imported(tmp_path, whole + b"\n<!-- saved --><p>x</p>\0\0")

    assert ALL == held(report)
    assert ["xml-repaired"] == [notice.code for notice in report.notices]


def test_control_characters_are_dropped_and_told_with_their_place(own, whole, tmp_path):
    begin, end = entry_of(whole, own.blog.posts[30].id)
    report = imported(tmp_path, whole[: end - 300] + b"\x0b\x00" + whole[end - 300 :])

    assert ALL == held(report)
    assert any(f"byte {begin}" in notice.detail for notice in report.notices)


def test_bytes_of_another_encoding_in_one_entry_stay_readable(own, whole, tmp_path):
    begin, end = entry_of(whole, own.blog.posts[30].id)
    entry = whole[begin:end].decode().encode("cp1252", "xmlcharrefreplace").replace(b"<p>", b"<p>caf\xe9 ")
    entry = entry.replace(b"&lt;p&gt;", b"&lt;p&gt;caf\xe9 ", 1)
    report = imported(tmp_path, whole[:begin] + entry + whole[end:])
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        bodies = {post.id: post.content_html for post in archive.view().posts()}

    assert ALL == held(report)
    assert "café" in bodies[own.blog.posts[30].id]
    assert any("Windows-1252" in notice.detail for notice in report.notices)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_whatever_encoding_a_file_has_it_is_read(whole, tmp_path, encoding):
    declared = whole.decode().replace('encoding="UTF-8"', f'encoding="{encoding}"').replace("'UTF-8'", f"'{encoding}'")
    report = imported(tmp_path, declared.encode(encoding, "xmlcharrefreplace"))

    assert ALL == held(report)
    assert () == report.notices


def test_a_file_that_lies_about_its_encoding_is_read_as_what_it_is(whole, tmp_path):
    report = imported(tmp_path, whole.replace(b"'UTF-8'", b"'iso-8859-1'").replace(b'"UTF-8"', b'"iso-8859-1"'))
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        titles = {post.title for post in archive.view().posts()}

    assert ALL == held(report)
    assert "灯台の朝" in titles


def test_entities_are_not_expanded(whole, tmp_path):
    bomb = b'<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/passwd">]>'
    start = whole.index(b"<feed")
    report = imported(tmp_path, whole[:start] + bomb + whole[start:].replace(b"Lamp &amp; Log", b"Lamp &b;&file;", 1))

    assert ALL == held(report)
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        assert not any(b"root:" in one.page.body for one in archive.captures.documents())


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_members_of_a_zip_that_lead_outside_are_left_out_and_named(own, tmp_path):
    feed = takeout_feed(own)
    members = {"Takeout/Blogger/Blogs/x/feed.atom": feed, "../../evil.jpg": b"x", "/etc/evil.png": b"x"}
    report = imported(tmp_path, packed(members), "takeout.zip")

    assert ALL == held(report)
    assert 2 == sum("leads out of the zip" in notice.detail for notice in report.notices)
    assert [] == list(tmp_path.parent.glob("evil*"))


def test_a_member_that_grows_beyond_reason_is_not_opened(own, tmp_path):
    members = {"Takeout/Blogger/Blogs/x/feed.atom": takeout_feed(own), "Takeout/a.jpg": bytes(30_000_000)}
    report = imported(tmp_path, packed(members), "takeout.zip")

    assert ALL == held(report)
    assert any("it would grow" in notice.detail for notice in report.notices)


def test_a_zip_that_is_nothing_but_a_bomb_is_refused(tmp_path):
    with pytest.raises(UnreadableInput, match="zip file without a blog"):
        imported(tmp_path, packed({"feed.atom": bytes(30_000_000)}), "takeout.zip")


def test_a_damaged_member_gives_what_stands_before_the_damage(own, tmp_path):
    content = bytearray(packed({"Takeout/Blogger/Blogs/x/feed.atom": takeout_feed(own)}))
    (length,) = struct.unpack("<I", content[18:22])
    content[30 + 33 + length * 2 // 3] ^= 0xFF
    report = imported(tmp_path, bytes(content), "takeout.zip")

    assert 3 == report.exit_code
    assert "truncated" in {notice.code for notice in report.missing}


def test_line_ends_are_breaks_where_the_setting_says_so_and_the_body_has_no_blocks(own, whole, tmp_path):
    number = own.blog.posts[30].id
    begin, end = entry_of(whole, number)
    entry = whole[begin:end]
    start, stop = entry.index(b'<content type="html">') + 21, entry.index(b"</content>")
    changed = whole[:begin] + entry[:start] + b"one\ntwo" + entry[stop:] + whole[end:]
    imported(tmp_path, changed)
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        bodies = {post.id: post.content_html for post in archive.view().posts()}

    assert "one<br>two" == bodies[number]


def test_a_comment_whose_post_no_file_holds_waits_on_a_stub_that_a_later_import_fills(own, whole, tmp_path):
    post = next(post for post in own.blog.posts if post.comments)
    begin, end = entry_of(whole, post.id)
    without = imported(tmp_path, whole[:begin] + whole[end:])
    filled = imported(tmp_path, whole)

    assert (1, 0) == (without.blogs[0].stubs, filled.blogs[0].stubs)
    assert "post-not-held" in {notice.code for notice in without.notices}
    assert 40 == without.blogs[0].comments == filled.blogs[0].comments


def test_two_blogs_in_one_takeout_become_two_archives(own, tmp_path):
    other = takeout_feed(own).replace(own.blog.id.encode(), b"77")
    members = {"Takeout/Blogger/Blogs/x/feed.atom": takeout_feed(own), "Takeout/Blogger/Blogs/y/feed.atom": other}
    report = imported(tmp_path, packed(members), "takeout.zip")

    assert 2 == len({one.archive for one in report.blogs})
    assert {60} == {one.posts for one in report.blogs}


def test_a_member_of_a_zip_without_a_name_is_named_and_the_rest_is_read(own, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr(".", b"nothing")
        zipped.writestr("Takeout/Blogger/Blogs/Lighthouse/feed.atom", takeout_feed(own))
    report = imported(tmp_path, packed.getvalue(), "takeout.zip")

    assert held(report) == ALL
    assert any("it has no name" in notice.detail for notice in report.notices)


def test_a_backup_cut_within_its_first_entry_is_named(own, whole, tmp_path):
    end = entry_of(whole, own.blog.posts[0].id)[1]
    begin = whole.index(b"<entry")
    report = imported(tmp_path, whole[:begin] + whole[begin:end].rpartition(b"<content")[0])

    assert "truncated" in [notice.code for notice in report.missing]


def test_an_end_tag_without_a_name_ends_no_import(whole, tmp_path):
    assert (
        held(imported(tmp_path, whole.replace(b"<feed ", b"<x:></x:><feed ", 1).replace(b"<x:></x:>", b"", 1))) == ALL
    )
    report = imported(tmp_path, whole.replace(b"<entry", b"<:></:><entry", 1), "odd.xml")

    assert held(report) == ALL


def test_a_number_of_thousands_of_digits_costs_that_number_alone(tmp_path):
    content = (
        b'{"schema_version":"1.0","blog":{"url":"https://keeper.blogspot.com/","title":"Keeper","platform_id":"7"},'
        b'"authors":[],"media":[],"posts":[{"id":"1","type":"post","status":"published","title":"One",'
        b'"url":"https://keeper.blogspot.com/2018/02/one.html","content_html":"<p>One.</p>","comment_count":'
        + b"9" * 5_000
        + b"}]}"
    )
    report = imported(tmp_path, content, "blog.json")

    assert 1 == report.blogs[0].posts


def before_the_first_entry(whole: bytes, added: bytes) -> bytes:
    first = whole.index(b"<entry")
    return whole[:first] + added + whole[first:]


@pytest.mark.parametrize("added", [b"</entry>", b"</feed>", b"</title>", b"<title>Again", b"<br>", b"<p>a < b"])
def test_what_stands_wrong_before_the_first_entry_costs_no_entry(whole, tmp_path, added):
    report = imported(tmp_path, before_the_first_entry(whole, added))

    assert ALL == held(report)
    assert any(notice.code == "xml-repaired" for notice in report.notices)
    assert (0, ()) == (report.exit_code, report.missing)


def test_an_entry_without_its_start_tag_is_read_first_or_later(own, whole, tmp_path):
    begin, _ = entry_of(whole, own.blog.posts[30].id)
    assert whole[begin:].startswith(b"<entry>")
    first = whole.index(b"<entry>")
    for place in (begin, first):
        folder = tmp_path / str(place)
        folder.mkdir()
        report = imported(folder, whole[:place] + whole[place + len(b"<entry>") :])

        assert ALL == held(report)
