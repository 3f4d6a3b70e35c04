"""Small documents of an invented blog, to keep in archives."""

from dataclasses import replace

from migrator.merge import Evidence
from migrator.model.documents import Extent, PageType, Parsed, RawPage, SeenPost
from migrator.model.schema import Author, Blog, Comment, Commenter, Post

HOME = "https://lampe.blogspot.com/"
FIRST, SECOND = "2024-05-01T10:00:00Z", "2024-06-01T10:00:00Z"
BLOG = Blog(url=HOME, title="La lampe", platform_id="77")
ALL = frozenset({"title", "published", "author", "labels", "content_html", "comments", "type"})


def url_of(name):
    return f"{HOME}2018/02/{name}.html"


def seen(name="a", *, number=None, extent=Extent.FULL, tells=ALL, **fields):
    given = {
        "title": f"Title {name}",
        "published": "2018-02-12T08:00:00+01:00",
        "author": "123",
        "content_html": f"<p>Words of {name}</p>",
        "url": url_of(name),
    } | fields
    return SeenPost(post=Post(id=number or name, platform_id=number, **given), extent=extent, tells=tells)


def document(*posts, page_type=PageType.POST):
    return Parsed(
        page_type=page_type, url=HOME, posts=posts, authors=(Author(id="123", name="Ada", url=profile("123")),)
    )


def profile(number):
    return f"https://www.blogger.com/profile/{number}"


def comment(number, text="<p>Yes</p>", **fields):
    given = {"author": Commenter(name="Bea"), "published": "2018-02-13T09:00:00+01:00"} | fields
    return Comment(id=number, platform_id=number, content_html=text, **given)


def raw(name="a", body=b"<html>a page</html>", **fields):
    url = url_of(name)
    given = {
        "status": 200,
        "reason": "OK",
        "headers": (("content-type", "text/html; charset=UTF-8"),),
        "fetched_at": "2024-05-01T10:00:05Z",
        "request_headers": (("user-agent", "blog-migrator"), ("host", "lampe.blogspot.com")),
    } | fields
    return RawPage(url=url, final_url=url, body=body, **given)


def page(as_of=FIRST):
    return Evidence(source="page", as_of=as_of)


def feed(as_of=FIRST, **fields):
    return Evidence(source="feed", as_of=as_of, **fields)


def told(archive):
    """Give what an archive shows, without the time of its last run."""
    view = archive.view()
    return (
        replace(view.blog(), crawled_at=None),
        list(view.authors()),
        list(view.posts()),
        list(view.media()),
        list(view.summaries()),
        list(view.labels()),
    )
