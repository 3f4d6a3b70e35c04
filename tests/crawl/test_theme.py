"""Blogs of themes that no family knows: what a short text teaches, and what the owner's own rules say."""

from dataclasses import replace

import pytest

from fixtures.blogger import StandIn
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.model.errors import ConfigError
from migrator.reparse import reparse_archive
from migrator.store import Archive
from tests.crawl.blogjson import blog_json, without_times

HOME = "https://hinge-and-ladder.blogspot.com/"
RULES = '[post]\ntitle = ".k-open > .k-name"\nbody = ".k-words"\ndrop = ["ul"]\n'


def bodies(folder) -> dict[str, str]:
    return {post["slug"]: post["content_html"] for post in blog_json(folder)["posts"]}


def test_a_short_feed_teaches_where_bodies_are(through_standin: StandIn, tmp_path):
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))

    assert {"div.k-words"} == {
        notice.detail.rpartition(": ")[2] for notice in report.notices if notice.code == "calibrated"
    }
    assert [] == [notice for notice in report.notices if notice.code == "generic-extraction"]


def test_a_reparse_knows_what_the_crawl_has_learnt(through_standin: StandIn, tmp_path):
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))
    before = without_times(blog_json(tmp_path))
    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))


def test_bodies_guessed_before_the_lesson_are_read_again(through_standin: StandIn, tmp_path):
    options = CrawlOptions(url=HOME, output=tmp_path, media=False)
    crawl_blog(replace(options, source=SourceName.PAGES))
    with Archive.open_existing(tmp_path, write=False) as archive:
        guessed = list(archive.declared.posts_guessed())
    crawl_blog(options)

    with Archive.open_existing(tmp_path, write=False) as archive:
        assert guessed
        assert [] == list(archive.declared.posts_guessed())


def test_an_owners_rules_are_remembered_for_the_reparse(through_standin: StandIn, tmp_path):
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False, rules=RULES, source=SourceName.PAGES))
    crawled = bodies(tmp_path)
    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert "<ul>" not in crawled["rung-by-rung"]
    assert crawled == bodies(tmp_path)


def test_new_rules_count_in_a_reparse_and_an_empty_file_forgets_them(through_standin: StandIn, tmp_path):
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))
    found = []
    for rules in (RULES, ""):
        with Archive.open_existing(tmp_path, write=True) as archive:
            reparse_archive(archive, rules=rules)
        found.append("<ul>" in bodies(tmp_path)["rung-by-rung"])

    assert [False, True] == found


def test_rules_that_are_none_leave_the_archive_as_it_was(through_standin: StandIn, tmp_path):
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))
    with Archive.open_existing(tmp_path, write=True) as archive, pytest.raises(ConfigError, match="no CSS selector"):
        reparse_archive(archive, rules='[post]\nbody = "div["')

    assert "<ul>" in bodies(tmp_path)["rung-by-rung"]
