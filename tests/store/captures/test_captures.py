import os
import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from store_sample import BLOG, FIRST, SECOND, page, raw, url_of
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from migrator.model.documents import RawPage
from migrator.model.errors import ArchiveError
from migrator.store import Archive


class Stop(Exception):
    pass


def warc_files(archive):
    return sorted((archive.path / "capture").iterdir())


def records(archive):
    found = []
    for path in warc_files(archive):
        with path.open("rb") as file:
            found += [
                (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read())
                for record in ArchiveIterator(file)
            ]
    return found


def gzipped(body):
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return packer.compress(body) + packer.flush()


def bodies(archive):
    return [captured.page.body for captured in archive.captures.documents()]


def test_a_response_and_its_request_are_kept(archive):
    archive.captures.add(raw(), run=1)

    kinds = [kind for kind, _, _ in records(archive)]
    assert ["warcinfo", "response", "request"] == kinds
    assert url_of("a") == records(archive)[1][1]


def test_other_tools_find_no_fault_in_the_file(archive, capsys):
    for number in range(3):
        archive.captures.add(raw("a", b"<html>%d</html>" % number), run=1)
    archive.captures.add(raw("a", b"<html>2</html>"), run=1)
    archive.captures.add(raw("a", b"", status=304, reason="Not Modified"), run=1)

    class Asked:
        inputs = tuple(str(path) for path in warc_files(archive))
        verbose = True

    assert 0 == Checker(Asked).process_all()
    assert "failed" not in capsys.readouterr().out


def test_the_payload_is_kept_as_it_came_and_given_back_decoded(archive):
    wire = gzipped(b"<html>zip</html>")
    headers = (("content-encoding", "gzip"), ("transfer-encoding", "chunked"), ("x-robots-tag", "all"))
    archive.captures.add(raw(body=b"<html>zip</html>", payload=wire, headers=headers), run=1)

    assert wire == records(archive)[1][2]
    assert [b"<html>zip</html>"] == bodies(archive)
    assert (("content-encoding", "gzip"), ("x-robots-tag", "all")) == next(archive.captures.documents()).page.headers


def test_a_body_whose_coded_form_is_lost_is_not_said_to_be_coded(archive):
    archive.captures.add(raw(headers=(("content-encoding", "gzip"), ("content-length", "9"))), run=1)

    assert [("x-archive-orig-content-encoding", "gzip")] == list(next(archive.captures.documents()).page.headers)
    assert [b"<html>a page</html>"] == bodies(archive)


def test_a_page_that_came_again_unchanged_is_a_revisit_and_reads_the_same(archive):
    archive.captures.add(raw(), run=1)
    archive.captures.add(raw(), run=1)

    assert ["response", "revisit"] == [kind for kind, _, _ in records(archive) if kind in {"response", "revisit"}]
    assert [b"<html>a page</html>"] * 2 == bodies(archive)


def test_a_not_modified_answer_reads_as_the_page_that_it_stands_for(archive):
    archive.captures.add(raw(), run=1)
    archive.captures.add(raw(body=b"", status=304, reason="Not Modified"), run=1)

    assert [(200, b"<html>a page</html>")] * 2 == [
        (one.page.status, one.page.body) for one in archive.captures.documents()
    ]


def test_redirects_are_records_of_their_own_and_no_documents(archive):
    hop = raw("old", b"", status=302, reason="Found", headers=(("location", url_of("a")),))
    archive.captures.add(replace(raw("a"), url=url_of("old"), history=(hop,)), run=1)

    responses = [url for kind, url, _ in records(archive) if kind == "response"]
    assert [url_of("old"), url_of("a")] == responses
    assert 1 == archive.captures.count()
    assert [(url_of("old"), url_of("a"))] == [
        (one.page.url, one.page.final_url) for one in archive.captures.documents()
    ]


def test_each_run_writes_its_own_file(archive):
    archive.captures.add(raw(), run=1)
    archive.captures.add(raw(body=b"new"), run=archive.begin_run("crawl", SECOND))

    assert ["20240501100000-00001.warc.gz", "20240601100000-00002.warc.gz"] == [p.name for p in warc_files(archive)]
    assert [FIRST, SECOND] == [captured.as_of for captured in archive.captures.documents()]


def test_only_the_latest_capture_of_a_url_is_given_if_so_asked(archive):
    for body in (b"one", b"two"):
        archive.captures.add(raw(body=body), run=1)
    archive.captures.add(raw("b", b"other"), run=1)

    assert [b"two", b"other"] == [one.page.body for one in archive.captures.documents(latest_only=True)]


def test_a_header_with_a_line_break_stays_one_header(archive):
    archive.captures.add(raw(headers=(("x-evil", "a\r\nx-forged: b"),)), run=1)

    assert [("x-evil", "a  x-forged: b")] == list(next(archive.captures.documents()).page.headers)


def test_a_url_with_other_letters_is_written_as_ascii(archive):
    url = "https://lampe.blogspot.com/2018/02/élan vital.html"
    archive.captures.add(RawPage(url=url, final_url=url, status=200, body=b"x", fetched_at=FIRST), run=1)

    assert "https://lampe.blogspot.com/2018/02/%C3%A9lan%20vital.html" == records(archive)[1][1]
    assert url == next(archive.captures.documents()).page.url


def test_what_was_read_from_a_file_has_no_request(archive):
    archive.captures.add(raw(request_headers=()), run=1)

    assert ["warcinfo", "response"] == [kind for kind, _, _ in records(archive)]


def test_a_torn_last_record_is_cut_when_the_archive_is_opened_again(archive):
    archive.captures.add(raw(), run=1)
    archive.close()
    [path] = warc_files(archive)
    whole = path.read_bytes()
    path.write_bytes(whole + gzipped(b"WARC/1.1\r\nhalf a rec")[:-9])

    with Archive.create_or_open(archive.path) as again:
        assert whole == path.read_bytes()
        assert [b"<html>a page</html>"] == bodies(again)


def test_a_file_without_any_committed_record_goes(tmp_path):
    with Archive.create_or_open(tmp_path) as archive:
        archive.begin_run("crawl", FIRST)
    (tmp_path / "capture").mkdir()
    (tmp_path / "capture" / "20240501100000-00001.warc.gz").write_bytes(b"half a warcinfo")

    with Archive.create_or_open(tmp_path) as archive:
        assert [] == warc_files(archive)


def test_a_file_that_we_did_not_write_stays(archive):
    archive.captures.add(raw(), run=1)
    archive.close()
    (archive.path / "capture" / "mine.warc.gz").write_bytes(b"theirs")

    Archive.create_or_open(archive.path).close()

    assert b"theirs" == (archive.path / "capture" / "mine.warc.gz").read_bytes()


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("left", [0.0, 0.5, 0.9, None])
def test_a_capture_file_that_became_shorter_is_damage_and_its_rows_stay(archive, read, left, ended):
    for name in ("a", "b"):
        archive.captures.add(raw(name), run=1)
    if ended:
        archive.end_run(1, ended=FIRST, exit_code=0, counts={})
    archive.close()
    [path] = warc_files(archive)
    if left is None:
        path.unlink()
    else:
        os.truncate(path, int(path.stat().st_size * left))

    with Archive.create_or_open(archive.path) as again:
        assert [(2,)] == read("SELECT count(*) FROM captures")
        assert any(str(path) in what for what in again.damage())
    assert path.exists() == (left is not None)


def test_what_another_program_added_to_a_capture_file_is_not_cut(archive):
    archive.captures.add(raw(), run=1)
    archive.end_run(1, ended=FIRST, exit_code=0, counts={})
    archive.close()
    [path] = warc_files(archive)
    longer = path.read_bytes() + gzipped(b"WARC/1.1\r\nmore")
    path.write_bytes(longer)
    Archive.create_or_open(archive.path).close()

    assert longer == path.read_bytes()


def test_a_body_that_is_lost_is_captured_again_in_full(archive):
    archive.captures.add(raw(), run=1)
    archive.close()
    [path] = warc_files(archive)
    os.truncate(path, path.stat().st_size // 2)

    with Archive.create_or_open(archive.path) as again:
        again.captures.add(raw(), run=again.begin_run("crawl", SECOND))
        lost = []
        found = [one.page.body for one in again.captures.documents(passing=lambda url, _: lost.append(url))]
    assert [b"<html>a page</html>"] == found
    assert [url_of("a")] == lost


def test_a_run_goes_on_in_its_file_after_a_record_that_was_undone(archive):
    with suppress(Stop), archive.transaction():
        archive.captures.add(raw("a"), run=1)
        raise Stop
    archive.captures.add(raw("b"), run=1)

    assert [url_of("b")] == [captured.page.url for captured in archive.captures.documents()]
    assert [] == list(archive.damage())


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_changed_byte_is_found_and_its_file_named(archive, at):
    archive.captures.add(raw(body=bytes(range(256)) * 40), run=1)
    archive.close()
    [path] = warc_files(archive)
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0x55
    path.write_bytes(content)

    with Archive.open_existing(archive.path, write=False) as again:
        damage = list(again.damage())
    assert 1 == len(damage)
    assert str(path) in damage[0]


def test_a_capture_file_that_is_gone_is_named_once(archive):
    for name in ("a", "b", "c"):
        archive.captures.add(raw(name), run=1)
    archive.close()
    [path] = warc_files(archive)
    path.unlink()

    with Archive.open_existing(archive.path, write=False) as again:
        assert 1 == len([line for line in again.damage() if str(path) in line])
        with pytest.raises(ArchiveError, match="can't be read"):
            bodies(again)


def test_a_deflated_body_is_decoded_with_and_without_its_wrapper(archive):
    plain = zlib.compress(b"wrapped")
    bare = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw_deflate = bare.compress(b"bare") + bare.flush()
    for name, wire in (("a", plain), ("b", raw_deflate)):
        archive.captures.add(raw(name, b"", payload=wire, headers=(("content-encoding", "deflate"),)), run=1)

    assert [b"wrapped", b"bare"] == bodies(archive)


def test_two_archives_of_one_run_write_the_same_names(tmp_path):
    names = set()
    for folder in ("one", "two"):
        with Archive.create_or_open(tmp_path / folder) as archive:
            archive.blogs.keep_located(BLOG, page())
            archive.captures.add(raw(), run=archive.begin_run("crawl", FIRST))
            names.add(warc_files(archive)[0].name)

    assert 1 == len(names)


def test_what_a_killed_run_fetched_is_found_by_the_run_that_goes_on(archive):
    archive.captures.add(raw("a", b"<html>first</html>"), run=1)

    again = archive.begin_run("crawl", "2024-05-01T11:00:00Z")
    found = archive.fetched_before(url_of("a"), again)
    assert b"<html>first</html>" == found.page.body
    assert None is archive.fetched_before(url_of("b"), again)
    # the last run is the one that goes on
    assert None is archive.fetched_by_killed_run(url_of("a"), "crawl", "2024-05-01T11:00:00Z")


def test_what_a_killed_run_fetched_long_ago_is_asked_for_anew(archive):
    archive.captures.add(raw("a"), run=1)

    assert None is archive.fetched_by_killed_run(url_of("a"), "crawl", SECOND)
    assert None is archive.fetched_before(url_of("a"), archive.begin_run("crawl", SECOND))


def test_what_a_finished_run_fetched_is_asked_for_anew(archive):
    archive.captures.add(raw("a"), run=1)
    archive.end_run(1, ended=SECOND, exit_code=0, counts={})

    assert None is archive.fetched_by_killed_run(url_of("a"), "crawl", SECOND)
    assert None is archive.fetched_before(url_of("a"), archive.begin_run("crawl", SECOND))
