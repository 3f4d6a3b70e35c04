"""Warnings before a blog, or before one post: what else gives it is asked, and what nothing gives is named."""

from dataclasses import replace

import pytest

from fixtures.blogger import StandIn, differences, expected
from fixtures.blogger.http import HTML, Response, redirect
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.model.errors import BlogUnreachable
from tests.crawl.blogjson import blog_json

HOME = "https://carnet-de-veille.blogspot.com/"
GATE = "https://www.blogger.com/post-interstitial.g?blogspotURL="
POST = "2010/01/premier-bilan.html"


@pytest.fixture
def serve(monkeypatch):
    """Start a stand-in with one blog and send this test's requests through it."""
    running = []

    def start(name):
        standin = StandIn(name)
        running.append(standin)
        for variable, value in standin.__enter__().env.items():
            monkeypatch.setenv(variable, value)
        return standin

    yield start
    for standin in running:
        standin.__exit__(None, None, None)


def gate(standin):
    standin.route(GATE, Response(200, HTML, b"<!DOCTYPE html><html><head><title>Sensitive</title></head></html>"))


def test_a_post_behind_a_warning_is_given_whole_by_the_feed_and_is_no_loss(serve, tmp_path):
    standin = serve("seed")
    gate(standin)
    standin.route(HOME + POST, redirect(GATE + HOME + POST))
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))

    assert [] == differences(expected("seed"), blog_json(tmp_path), ignore=["media"])
    assert not [notice for notice in report.notices if notice.code == "interstitial"]


def test_a_post_that_only_its_blocked_page_could_give_is_named(serve, tmp_path):
    standin = serve("seed")
    gate(standin)
    standin.route(HOME + POST, redirect(GATE + HOME + POST))
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False, source=SourceName.PAGES))

    assert [HOME + POST] == [notice.url for notice in report.missing if notice.code == "interstitial"]
    assert 3 == report.exit_code


def test_a_blog_whose_feed_is_off_is_read_by_its_posts_where_the_warning_stands_before_the_home_page_alone(
    serve, tmp_path
):
    standin = serve("seed")
    gate(standin)
    blog = standin.blog("seed")
    blog.settings = replace(blog.settings, feed="none")
    standin.site("seed").touched()
    site = standin.site("seed")

    def answer(request):
        return redirect(GATE + HOME) if request.url == HOME else site.answer(request)

    standin.route(HOME, answer)
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False))

    truth = {post["url"] for post in expected("seed")["posts"] if post["type"] == "post"}
    assert truth == {post["url"] for post in blog_json(tmp_path)["posts"] if post["type"] == "post"}


def test_a_blog_of_which_a_warning_shows_nothing_ends_with_the_way_that_is_left(serve, tmp_path):
    standin = serve("interstitial")
    home = standin.blog("interstitial").home
    standin.route(home + "feeds/", Response(404, HTML, b"Not Found"))
    with pytest.raises(BlogUnreachable) as failure:
        crawl_blog(CrawlOptions(url=home, output=tmp_path, media=False))

    assert 5 == failure.value.exit_code
    assert "migrate import" in failure.value.hint


def test_an_error_page_with_status_200_is_a_fault_and_not_a_document(serve, tmp_path):
    standin = serve("seed")
    body = b"<!DOCTYPE html><html><head><title>Error 502 (Server Error)!!1</title></head><body></body></html>"
    standin.route(HOME + POST, Response(200, HTML, body))
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path, media=False, source=SourceName.PAGES))

    assert HOME + POST in {notice.url for notice in report.missing if notice.code == "fetch-failed"}
    assert 3 == standin.urls.count(HOME + POST)
