import json

import pytest
from archive_double import sample

from migrator.export import Selection, export_archive
from migrator.model.errors import UsageError
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.sources.window import Window


def _blog(**wanted):
    archive = sample()
    sink = MemorySink(archive.open_media)
    export_archive(archive, "json", sink, ExportOptions(), Selection(**wanted))
    return json.loads(sink.files["blog.json"])


def _ids(**wanted):
    return sorted(post["id"] for post in _blog(**wanted)["posts"])


def test_without_wishes_everything_is_taken():
    assert ["101", "102", "103", "104", "105", "106", "107"] == _ids()


def test_a_window_takes_both_ends_and_what_has_no_date():
    assert ["102", "103", "104", "106"] == _ids(window=Window.of("2012-03-01", "2012-03-01"))


def test_a_label_takes_the_posts_that_have_it():
    assert ["101", "103"] == _ids(labels=frozenset({"Mer"}))


def test_a_label_in_another_case_is_found_unless_the_blog_tells_them_apart():
    assert ["101"] == _ids(labels=frozenset({"r&d"}))
    assert ["101", "103"] == _ids(labels=frozenset({"MER"}))


def test_an_unknown_label_is_wrong_usage():
    with pytest.raises(UsageError, match="Mère"):
        _ids(labels=frozenset({"Mère"}))


def test_types_and_statuses_select():
    assert ["105"] == _ids(types=frozenset({"page"}))
    assert ["106", "107"] == _ids(statuses=frozenset({"draft", "removed"}))


def test_what_only_other_posts_use_is_left_out():
    blog = _blog(statuses=frozenset({"removed"}))

    assert ["m1"] == [media["id"] for media in blog["media"]]
    assert [] == blog["authors"]


def test_comments_can_be_left_out():
    assert [] == [post["id"] for post in _blog(comments=False)["posts"] if post["comments"]]


def test_links_to_posts_that_are_not_taken_keep_their_old_address():
    archive = sample()
    sink = MemorySink(archive.open_media)

    export_archive(archive, "markdown", sink, ExportOptions(), Selection(window=Window.of("2018", None)))

    body = sink.files["2018/02/le-gardien/index.md"].decode()
    assert "(https://lampe-a-huile.blogspot.com/2012/03/blog-post.html#c801)" in body
