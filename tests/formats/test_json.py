import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from archive_double import sample
from golden import assert_golden

from migrator.export import export_archive
from migrator.formats.json import parsed_to_json, post_to_json
from migrator.model.documents import ArchiveLink, Extent, Links, PageType, Parsed, SeenPost
from migrator.model.notices import Notice
from migrator.model.ports import ExportOptions
from migrator.model.schema import Post
from migrator.sinks import MemorySink


def _exported(archive):
    sink = MemorySink(archive.open_media)
    export_archive(archive, "json", sink, ExportOptions())
    return sink.files


def _schema():
    return json.loads(files("migrator").joinpath("schema.json").read_text("utf-8"))


def test_the_sample_exports_as_it_always_did():
    assert_golden("json", _exported(sample()))


def test_the_export_validates_against_the_shipped_schema():
    validator = jsonschema.Draft202012Validator(_schema(), format_checker=jsonschema.FormatChecker())

    assert [] == [error.message for error in validator.iter_errors(json.loads(_exported(sample())["blog.json"]))]


def test_the_schema_refuses_a_field_that_it_does_not_name():
    document = json.loads(_exported(sample())["blog.json"])
    document["posts"][0]["extra"] = 1

    assert not jsonschema.Draft202012Validator(_schema()).is_valid(document)


def test_keys_stand_in_the_order_of_the_contract():
    document = json.loads(_exported(sample())["blog.json"])

    assert ["schema_version", "blog", "authors", "posts", "media"] == list(document)
    assert ["id", "platform_id", "type", "status", "url", "slug", "title", "published", "updated", "author"] == list(
        document["posts"][0]
    )[:10]


def test_comments_are_ordered_by_instant_and_not_by_text():
    post = sample().of_posts[0]
    early, late = post.comments[0], post.comments[2]
    early = replace(early, published="2018-02-13T11:00:00+09:00")
    late = replace(late, published="2018-02-13T03:00:00+00:00")

    ordered = post_to_json(replace(post, comments=(late, early)))["comments"]

    assert [early.id, late.id] == [comment["id"] for comment in ordered]


def test_comments_of_one_instant_are_ordered_by_the_number_of_their_id():
    post = sample().of_posts[0]
    same = [replace(post.comments[0], id=number, published="2006-01-02T03:04:05-00:00") for number in ("110", "99")]

    ordered = post_to_json(replace(post, comments=tuple(same)))["comments"]

    assert ["99", "110"] == [comment["id"] for comment in ordered]


@pytest.mark.parametrize("times", [(None, "2006-01-02T03:04:05Z"), (None, None), ("2006-01-02", "2006-01-02")])
def test_comments_of_which_one_has_no_time_keep_the_order_of_the_document(times):
    post = sample().of_posts[0]
    shown = tuple(
        replace(post.comments[0], id=number, published=time) for number, time in zip(("9", "7"), times, strict=True)
    )
    parsed = Parsed(page_type=PageType.POST, url="u", posts=(SeenPost(post=replace(post, comments=shown)),))

    assert ["9", "7"] == [comment["id"] for comment in parsed_to_json(parsed)["posts"][0]["comments"]]


def test_half_a_surrogate_pair_stops_no_export():
    archive = sample()
    archive.of_posts = [Post(id="1", url="", title="broken \ud83d emoji")]

    assert "broken ? emoji" == json.loads(_exported(archive)["blog.json"])["posts"][0]["title"]


def test_a_blog_without_posts_is_still_a_document():
    archive = sample()
    archive.of_posts, archive.of_media, archive.of_authors = [], [], []

    assert [] == json.loads(_exported(archive)["blog.json"])["posts"]


def test_a_parsed_document_tells_all_that_migrate_parse_prints():
    parsed = Parsed(
        page_type=PageType.POST,
        url="https://a.blogspot.com/2018/02/x.html",
        posts=(SeenPost(post=Post(id="1", url="u"), extent=Extent.CUT, tells=frozenset({"title", "labels"})),),
        links=Links(archives=(ArchiveLink(url="https://a.blogspot.com/2018/", count=3),)),
        notices=(Notice(code="truncated", url="u"),),
    )

    told = parsed_to_json(parsed)

    assert ["page_type", "url", "blog", "authors", "posts", "links", "declared", "notices"] == list(told)
    assert "post" == told["page_type"]
    assert "cut" == told["posts"][0]["extent"]
    assert [{"url": "https://a.blogspot.com/2018/", "count": 3}] == told["links"]["archives"]
    assert "loss" == told["notices"][0]["severity"]
