"""The browsable copy: a page for each post, told from the others by its microformats."""

from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from migrator.content.text import element_text
from migrator.formats.common.found import ReadbackPost, with_tree
from migrator.formats.common.place import ExportFolder


def _classes(element: etree._Element) -> list[str]:
    return (element.get("class") or "").split()


def posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts of a copy."""
    for path in place.files(".html"):
        with place.open(path) as file:
            content = file.read()
        if b"e-content" not in content:
            continue
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        page = lxml_html.document_fromstring(content, parser=parser)
        bodies = [one for one in page.iter("div", "section") if "e-content" in _classes(one)]
        if len(bodies) == 1:
            yield _post(page, bodies[0], path)


def _post(page: etree._Element, body: etree._Element, path: str) -> ReadbackPost:
    # What stands for a thing from elsewhere says so in words that are none of the post's.
    for one in [one for one in body.iter("a", "span") if "elsewhere" in _classes(one)]:
        for child in list(one):
            one.remove(child)
        one.text = ""
    times = (one.get("datetime") for one in page.iter("time") if "dt-published" in _classes(one))
    links = (one.get("href") or "" for one in page.iter("link") if one.get("rel") == "canonical")
    title = next((element_text(one) for one in page.iter("h1") if "p-name" in _classes(one)), "")
    found = ReadbackPost(
        where=path,
        url=next(links, ""),
        title=title,
        published=next(times, None),
        labels=tuple(element_text(one) for one in page.iter("a", "li", "span") if "p-category" in _classes(one)),
        comments=tuple(
            (one.get("id") or "").removeprefix("c")
            for one in page.iter("li", "article", "div")
            if "comment" in _classes(one) and one.get("id")
        ),
        addresses=(f"/{path}",),
    )
    return with_tree(found, body)
