"""Pictures and players of a body whose file is lost, told where they stood: an empty line tells a reader nothing."""

from collections.abc import Collection, Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from migrator.addresses import images
from migrator.content.tree import printable, remove

_LONGEST_NAME = 80


def replace_lost(root: etree._Element, lost: Collection[str], word: str) -> None:
    """Put `[word: name]` in the place of what shows a lost file, in place; it leads to where the file was.

    `lost` holds keys as `images.key` makes them; inside a link the words alone stay, because that leads on already.
    """
    if not lost:
        return
    for element in list(root.iterdescendants("img", "video", "audio")):
        sources = list(_sources(element))
        if sources and all(images.key(source) in lost for source in sources):
            _tell(element, sources[0], word)


def _sources(element: etree._Element) -> Iterator[str]:
    for shown in (element, *element.iterdescendants("source")):
        if source := shown.get("src"):
            yield str(source)


def _tell(element: etree._Element, url: str, word: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    alternative = " ".join((element.get("alt") or element.get("title") or "").split())
    name = printable(alternative or unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
    inside = any(ancestor.tag == "a" for ancestor in element.iterancestors())
    made = etree.Element("span" if inside else "a")
    if not inside:
        made.set("href", url)
    made.text = f"[{word}: {name}]" if 0 < len(name) <= _LONGEST_NAME else f"[{word}]"
    made.tail, element.tail = element.tail, None
    element.addprevious(made)
    remove(element)
