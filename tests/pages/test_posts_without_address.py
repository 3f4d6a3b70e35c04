"""Posts of the oldest templates, which had neither anchors nor permalinks."""

from reading_of import PAGES, fetched

from migrator.pages import parse_page

URL = "http://pier-notes.blogspot.com/2002_06_01_archive.html"


def test_posts_that_a_page_gives_no_address_do_not_share_that_of_the_page() -> None:
    posts = "".join(
        f"<blockquote><div style='clear:both;'></div>{text}<div style='clear:both; padding-bottom: 0.25em;'></div>"
        "</blockquote>"
        for text in ("The blue boat came back.", "The green one never left.")
    )
    body = f"<html><meta name='generator' content='blogger'><body>{posts}</body></html>"
    page = fetched(PAGES / "other" / "error-404.html", URL)
    seen = parse_page(type(page)(url=URL, final_url=URL, status=200, body=body.encode())).posts

    assert ["The blue boat came back.", "The green one never left."] == [one.post.content_html for one in seen]
    assert ["", ""] == [one.post.url for one in seen]
