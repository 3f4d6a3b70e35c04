"""A crawl after an import: it asks only for what no file brought, and a blog that is gone stays whole."""

import pytest
from blogjson import blog_json, without_times

from fixtures import copies
from fixtures.blogger import StandIn, load
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.imports import ImportOptions, import_files
from migrator.model.errors import MigratorError


def imported(tmp_path, name):
    path = tmp_path / "saved.warc.gz"
    path.write_bytes(copies.warc(copies.answers(name)))
    import_files(ImportOptions(paths=(path,), output=tmp_path / "archive"))
    return tmp_path / "archive"


def crawled(folder, name):
    return crawl_blog(CrawlOptions(url=load(name).home, output=folder))


def test_no_page_is_asked_for_that_an_import_brought(through_standin, tmp_path):
    archive, before = imported(tmp_path, "thirdparty"), len(through_standin.urls)
    crawled(archive, "thirdparty")
    posts = {post["url"] for post in blog_json(archive)["posts"] if post["type"] == "post"}

    assert 4 == len(posts)
    assert set() == posts & set(through_standin.urls[before:])


@pytest.mark.parametrize("access", ["removed", "private"])
def test_a_blog_that_is_gone_or_closed_stays_as_the_files_told_it(access, tmp_path, monkeypatch):
    archive = imported(tmp_path, "watermark")
    before = without_times(blog_json(archive))
    blog = load("watermark")
    blog.settings.access = access
    with StandIn([blog]) as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(MigratorError) as caught:
            crawled(archive, "watermark")

    assert 5 == caught.value.exit_code
    assert before == without_times(blog_json(archive))
