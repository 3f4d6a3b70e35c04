import pytest

from migrator.crawl.locate import home_of
from migrator.model.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("example.blogspot.com", "http://example.blogspot.com/"),
        ("https://example.blogspot.com/2018/02/a.html?m=1#c3", "https://example.blogspot.com/"),
        ("https://example.blogspot.com/search/label/x", "https://example.blogspot.com/"),
        ("https://example.blogspot.com/feeds/posts/default", "https://example.blogspot.com/"),
        ("https://example.blogspot.com/p/about.html", "https://example.blogspot.com/"),
        ("http://example.org/blog", "http://example.org/blog/"),
        ("http://example.org/blog/2005_08_01_archive.html", "http://example.org/blog/"),
        ("http://example.org/blog/2005/08/a.html", "http://example.org/blog/"),
    ],
)
def test_the_address_of_any_page_leads_to_its_home(typed, home):
    assert home == home_of(typed)


@pytest.mark.parametrize("typed", ["", "ftp://example.org/", "two words", "http://"])
def test_what_is_no_address_is_said(typed):
    with pytest.raises(UsageError):
        home_of(typed)
