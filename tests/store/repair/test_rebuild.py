from contextlib import suppress
from dataclasses import replace

from store_sample import ALL, FIRST, SECOND, comment, document, page, raw, seen, told

from migrator.store import Archive


class Stop(Exception):
    pass


THIRD = "2024-07-01T10:00:00Z"


def better(parsed):
    """Read a document as a later version of the parser does."""
    post = parsed.posts[0]
    return replace(parsed, posts=(replace(post, post=replace(post.post, title="Well read")),))


def captured(archive, parsed, *, as_of=FIRST, run=1, body=b"<html>1</html>"):
    archive.captures.add(raw(body=body), run=run)
    archive.keep(parsed, page(as_of), run=run)


def reparse(archive, *parsed):
    run = archive.begin_run("reparse", THIRD)
    with archive.transaction():
        archive.clear_parsed()
        for one, document_again in zip(archive.captures.documents(), parsed, strict=True):
            archive.keep(document_again, page(one.as_of), run=run)


def titles(archive):
    return [post.title for post in archive.view().posts()]


def test_reading_the_same_again_gives_the_same_archive(archive):
    parsed = document(
        seen("a", number="5", labels=("x",), comments=(comment("1"), comment("2", parent_id="1"))),
        seen("b", content_html='<p><img src="https://a.example/1.png"/></p>'),
    )
    captured(archive, parsed)
    before = told(archive)

    reparse(archive, parsed)

    assert before == told(archive)


def test_what_a_better_parser_reads_replaces_what_the_old_one_read(archive):
    captured(archive, document(seen("a", title="Zzz misread")))

    reparse(archive, better(document(seen("a"))))

    assert ["Well read"] == titles(archive)


def test_posts_and_comments_that_only_the_old_parser_saw_are_gone(archive):
    captured(archive, document(seen("a", comments=(comment("1"), comment("bogus"))), seen("bogus")))

    reparse(archive, document(seen("a", comments=(comment("1"),))))

    assert ["Title a"] == titles(archive)
    assert ["1"] == [one.id for one in next(archive.view().posts()).comments]


def test_what_no_capture_holds_stays(archive):
    archive.keep(document(seen("a", title="From a file", labels=("x",))), page(SECOND), run=1)
    captured(archive, document(seen("a", tells=ALL - {"labels"}), seen("b")))

    reparse(archive, document(seen("b")))

    assert {"From a file", "Title b"} == set(titles(archive))
    assert ("x",) == next(post for post in archive.view().posts() if post.title == "From a file").labels


def test_what_a_damaged_capture_told_stays(archive):
    captured(archive, document(seen("a")))
    archive.close()
    [path] = (archive.path / "capture").iterdir()
    content = bytearray(path.read_bytes())
    start = content.index(b"\x1f\x8b", 2)
    content[start + 60] ^= 0x55
    path.write_bytes(content)

    with Archive.create_or_open(archive.path) as again:
        again.begin_run("reparse", THIRD)
        again.clear_parsed()
        assert ["Title a"] == titles(again)


def test_an_edit_between_two_captures_is_found_again_and_noted_once(archive, read):
    first, second = document(seen("a", title="Old")), document(seen("a", title="New"))
    captured(archive, first)
    captured(archive, second, as_of=SECOND, run=archive.begin_run("crawl", SECOND), body=b"<html>2</html>")

    reparse(archive, first, second)

    assert ["New"] == titles(archive)
    assert [("title", "Old")] == read("SELECT field, value FROM revisions")


def test_nothing_is_lost_when_reading_again_fails(archive):
    captured(archive, document(seen("a")))

    with suppress(Stop), archive.transaction():
        archive.clear_parsed()
        raise Stop

    assert ["Title a"] == titles(archive)


def test_media_that_are_held_stay_held(archive):
    parsed = document(seen("a", content_html='<p><img src="https://a.example/1.png"/></p>'))
    captured(archive, parsed)
    media = next(archive.view().media())
    held = archive.media.keep(media.id, b"GIF89a" + bytes(20), final_url=media.url)

    reparse(archive, parsed)

    assert [held] == list(archive.view().media())
