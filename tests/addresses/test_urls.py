import contextlib
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress, absolute, fold_host, home_from_input, host_of, slug_of
from migrator.model.documents import DocumentKind

BLOG = BlogAddress("https://example.blogspot.com/")
FTP = BlogAddress("http://example.org/blog/")


@pytest.mark.parametrize(
    "spelling",
    [
        "https://example.blogspot.com/2018/02/a.html",
        "http://example.blogspot.com/2018/02/a.html",
        "https://www.example.blogspot.com/2018/02/a.html",
        "http://example.blogspot.co.uk/2018/02/a.html?m=1",
        "http://EXAMPLE.blogspot.de:80/2018/02/a.html?showComment=123#c123",
        "https://example.blogspot.fr/2018/02/a.html?utm_source=x&spref=fb",
    ],
)
def test_every_spelling_of_a_post_is_one_document(spelling):
    assert BLOG.owns(spelling)
    assert "https://example.blogspot.com/2018/02/a.html" == BLOG.canonical(spelling)


@pytest.mark.parametrize("other", ["https://other.blogspot.com/2018/02/a.html", "https://example.org/", "mailto:a@b.c"])
def test_another_blog_is_not_this_one(other):
    assert not BLOG.owns(other)


def test_a_custom_domain_is_an_alias():
    address = BlogAddress("https://www.example.org/", frozenset({"example.blogspot.com"}))

    assert "https://www.example.org/2018/02/a.html" == address.canonical("http://example.blogspot.de/2018/02/a.html")


def test_case_matters_in_paths():
    assert BLOG.key("https://example.blogspot.com/2018/02/A.html") != BLOG.key(
        "https://example.blogspot.com/2018/02/a.html"
    )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", DocumentKind.HOME),
        ("index.html", DocumentKind.HOME),
        ("2018/02/a.html", DocumentKind.POST),
        ("2018/02/A_b-1.2.html", DocumentKind.POST),
        ("p/about.html", DocumentKind.PAGE),
        ("2018/", DocumentKind.ARCHIVE),
        ("2018/02", DocumentKind.ARCHIVE),
        ("2018_02_01_archive.html", DocumentKind.ARCHIVE),
        ("search?updated-max=2018-02-01T00:00:00%2B01:00&max-results=7", DocumentKind.LIST),
        ("search/label/R%C3%A9seau", DocumentKind.LIST),
        ("feeds/posts/default?alt=rss", DocumentKind.POSTS_FEED),
        ("feeds/123/comments/default", DocumentKind.POST_COMMENTS_FEED),
        ("atom.xml", DocumentKind.POSTS_FEED),
        ("sitemap.xml?page=2", DocumentKind.SITEMAP),
        ("robots.txt", DocumentKind.ROBOTS),
        ("search?q=x", None),
        ("2018/13/a.html", None),
    ],
)
def test_the_shape_of_a_path_tells_the_kind(path, kind):
    assert kind == BLOG.kind(BLOG.home + path)


@pytest.mark.parametrize(
    "trap",
    [
        "?widgetType=BlogArchive&widgetId=BlogArchive1&action=toggle&dir=open",
        "search?updated-max=2018-02-01T00:00:00Z&reverse-paginate=true",
        "a/a/a/a/2018/02/x.html",
        "2018/02/CSI/CSI/x.html",
        "2018/02/x.htmlfeeds/posts/default",
        "delete-comment.g?blogID=1&postID=2",
        "b/stats?x=1",
    ],
)
def test_traps_lead_nowhere(trap):
    assert BLOG.kind(BLOG.home + trap) is None


def test_a_blog_published_by_ftp_lives_under_its_folder():
    assert FTP.owns("http://example.org/blog/2005/11/x.html")
    assert not FTP.owns("http://example.org/shop/2005/11/x.html")
    assert DocumentKind.POST is FTP.kind("http://example.org/blog/2005/11/x.html")
    assert (2005, 8) == FTP.period("http://example.org/blog/2005_08_01_archive.html")


def test_a_plus_in_a_zone_offset_stays_a_plus():
    url = BLOG.home + "search?updated-max=2018-02-01T00:00:00%2B01:00"

    assert url == BLOG.canonical(url)


@given(st.text(max_size=80))
def test_a_canonical_url_is_its_own_canonical_url(path):
    url = absolute("/" + path, BLOG.home)
    if url is None or not BLOG.owns(url):
        return
    once = BLOG.canonical(url)

    assert once == BLOG.canonical(once)


@given(st.text(max_size=60))
def test_no_input_crashes_the_reader_of_addresses(text):
    fold_host(text)
    slug_of("http://example.org/" + text.replace("[", "").replace("]", ""))
    with contextlib.suppress(ValueError):
        home_from_input(text)


PARTS = [
    "../",
    "./",
    "..",
    ".",
    "/",
    "//",
    "2018/",
    "a.html",
    ".a",
    "a:b",
    "?q=/x",
    "#c",
    ";p",
    " ",
    "\t",
    "é",
    "%20",
    "\\",
    "[",
]
BASES = [
    "http://x.org",
    "https://x.org/a/b//c.html",
    "http://x.org/a/../b/./c?d=/e#/f",
    "http://x.org/a;b/c",
    "HTTP://U@X.org:80/é/",
]


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join), st.sampled_from(BASES))
def test_links_are_joined_as_the_standard_library_joins_them(link, base):
    expected = None
    with contextlib.suppress(ValueError):
        joined = urljoin(base, link.strip())
        expected = joined if urlsplit(joined).scheme.startswith("http") and urlsplit(joined).netloc else None

    assert expected == absolute(link, base)


def test_a_name_alone_is_an_address():
    assert "http://example.blogspot.com/" == home_from_input(" example.blogspot.com ")


@pytest.mark.parametrize("address", ["http://[nonsense/2018/02/x.html", "//[", "http://[::1", "https://a]b/"])
def test_an_address_that_is_none_has_no_parts_and_raises_nothing(address):
    assert "" == split_url(address).path
    assert "" == host_of(address)
