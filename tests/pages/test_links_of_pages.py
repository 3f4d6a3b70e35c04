"""What the links of a page lead to, however they are written."""

import pytest

from migrator.addresses.urls import BlogAddress
from migrator.model.documents import DocumentKind
from migrator.pages.link_kinds import destinations

HOME = "https://atelier-lune.blogspot.com/"
PAGE = f"{HOME}2018/02/papier.html"
POST = f"{HOME}2018/03/encre.html"


@pytest.mark.parametrize(
    "written",
    [
        POST,
        "http://atelier-lune.blogspot.com/2018/03/encre.html",
        "HTTP://Atelier-Lune.blogspot.com/2018/03/encre.html",
        "https://atelier-lune.blogspot.co.uk/2018/03/encre.html",
        "//atelier-lune.blogspot.com/2018/03/encre.html",
        "/2018/03/encre.html",
        "../03/encre.html",
        "../../../2018/03/encre.html",
    ],
)
def test_a_post_is_one_destination_in_every_spelling_of_its_address(written):
    assert (DocumentKind.POST, POST) == destinations(BlogAddress(HOME)).of(written, PAGE)


@pytest.mark.parametrize(
    "written",
    [
        "https://elsewhere.blogspot.com/2018/03/encre.html",
        "//elsewhere.example/2018/03/encre.html",
        "https://atelier-lune.blogspot.com.example/2018/03/encre.html",
        "https://atelier-lune.blogspot.com@elsewhere.example/2018/03/encre.html",
        "javascript:void(0)",
        "mailto:2018/03/encre.html",
        "http:///2018/03/encre.html",
        "https://atelier-lune.blogspot.com",
        "",
    ],
)
def test_a_link_to_elsewhere_leads_to_nothing_of_the_blog(written):
    assert (None, "") == destinations(BlogAddress(HOME)).of(written, PAGE)


def test_a_blog_below_a_folder_owns_only_what_is_in_it():
    of = destinations(BlogAddress("http://lune.example/blog/")).of

    assert (DocumentKind.POST, "http://lune.example/blog/2004/05/a.html") == of(
        "2004/05/a.html", "http://lune.example/blog/"
    )
    assert (None, "") == of("http://lune.example/2004/05/a.html", "http://lune.example/blog/")
