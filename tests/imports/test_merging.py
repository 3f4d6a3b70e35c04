"""Files and crawls of one blog, in any order and however often, give one archive; a crawl fetches what files lack."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.blogger import StandIn
from fixtures.exports import OwnedBlog, backup, lighthouse, takeout_feed, takeout_zip
from fixtures.exports.owned import NOW
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.imports import ImportOptions, import_files
from tests.conftest import FROZEN
from tests.crawl.blogjson import blog_json

Step = Callable[[Path], object]


@pytest.fixture(scope="module")
def own() -> OwnedBlog:
    """A part of the sample: enough to disagree about."""
    blog = lighthouse()
    blog.blog.posts = [post for post in blog.blog.posts if post.comments or post.images][:8]
    return blog


@pytest.fixture(scope="module")
def steps(own: OwnedBlog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    folder = tmp_path_factory.mktemp("files")
    older = takeout_feed(own).replace(b"The lamp, cleaned at last", b"The lamp").replace(b"2023-0", b"2021-0")
    written = {"backup.xml": backup(own), "takeout.zip": takeout_zip(own), "older.atom": older}
    for name, content in written.items():
        (folder / name).write_bytes(content)

    def importing(path: Path) -> Step:
        return lambda archive: import_files(ImportOptions(paths=(path,), output=archive))

    return {name: importing(folder / name) for name in written}


def crawling(own: OwnedBlog, source: SourceName) -> Step:
    def crawl(archive: Path) -> None:
        crawl_blog(CrawlOptions(url=own.blog.home, output=archive, source=source, media=False), clock=lambda: FROZEN)

    return crawl


@pytest.fixture
def online(own: OwnedBlog, monkeypatch: pytest.MonkeyPatch):
    with StandIn([own.blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        yield standin


def told(archive: Path) -> dict:
    return blog_json(archive)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_files_in_any_order_and_however_often_give_one_archive(steps, data):
    chosen = data.draw(st.lists(st.sampled_from(sorted(steps)), min_size=2, max_size=3, unique=True))
    again = data.draw(st.permutations(chosen + data.draw(st.lists(st.sampled_from(chosen), max_size=1))))

    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        for name in chosen:
            steps[name](Path(one))
        for name in again:
            steps[name](Path(other))
        assert told(Path(one)) == told(Path(other))


@pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.PAGES])
def test_a_crawl_before_between_or_after_the_files_makes_no_difference(own, steps, online, tmp_path, source):
    every = {**steps, "crawl": crawling(own, source)}
    del every["older.atom"]
    outcomes = []
    for number, order in enumerate(itertools.permutations(every)):
        for name in order:
            every[name](tmp_path / str(number))
        outcomes.append(told(tmp_path / str(number)))

    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_of_two_files_that_disagree_the_newer_counts(steps, tmp_path):
    steps["takeout.zip"](tmp_path)
    steps["older.atom"](tmp_path)

    assert "The lamp" not in {post["title"] for post in told(tmp_path)["posts"]}


def test_where_two_forms_disagree_a_notice_gives_both_values(steps, tmp_path):
    steps["older.atom"](tmp_path)
    report = steps["backup.xml"](tmp_path)
    told_apart = [notice.detail for notice in report.notices if notice.code == "sources-disagree"]

    assert ["title: 'The lamp, cleaned at last' kept, 'The lamp' told as well"] == told_apart


def test_a_crawl_after_an_import_opens_no_post_that_a_file_gave_whole(own, tmp_path, monkeypatch):
    cut = lighthouse()
    cut.blog.settings.feed = "short"
    (tmp_path / "backup.xml").write_bytes(backup(cut))
    cut.blog.posts.insert(0, replace(cut.blog.posts[0], id="4711", path="/2023/07/new.html", published=NOW, images=[]))
    with StandIn([cut.blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        import_files(ImportOptions(paths=(tmp_path / "backup.xml",), output=tmp_path / "archive"))
        crawl_blog(CrawlOptions(url=cut.blog.home, output=tmp_path / "archive", media=False))
        opened = [url for url in standin.urls if ".html" in url and "/p/" not in url]

    assert [cut.blog.url("/2023/07/new.html")] == opened


def test_the_pictures_of_a_backup_are_fetched_by_a_crawl(own, steps, online, tmp_path):
    steps["backup.xml"](tmp_path)
    before = {media["status"] for media in told(tmp_path)["media"]}
    crawl_blog(CrawlOptions(url=own.blog.home, output=tmp_path))

    assert {"skipped"} == before
    assert {"held"} == {media["status"] for media in told(tmp_path)["media"]}
