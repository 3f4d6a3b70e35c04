"""Whether an Atom feed is one by RFC 4287, and whole: the grammar beside this module, and what no grammar holds."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

_ATOM = "{http://www.w3.org/2005/Atom}"
_BLANK = re.compile(r"\s*")
_ATTRIBUTES = ("href", "src", "poster")


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))


def faults(content: bytes) -> Iterator[str]:
    """Yield what is wrong with a feed: by the grammar, by RFC 4287's words, or for a reader elsewhere."""
    try:
        root = etree.fromstring(content, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        yield f"no XML: {error}"
        return
    if not _grammar().validate(root):
        yield f"RFC 4287: {_grammar().error_log.last_error}"
    entries = root.findall(f"{_ATOM}entry")
    ids = [entry.findtext(f"{_ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "two entries of one id"
    for entry in entries:
        yield from _faults_of_entry(root, entry)


def _faults_of_entry(root: etree._Element, entry: etree._Element) -> Iterator[str]:
    name = entry.findtext(f"{_ATOM}id")
    if entry.find(f"{_ATOM}author") is None and root.find(f"{_ATOM}author") is None:
        yield f"{name}: no author (section 4.1.2)"
    if entry.find(f"{_ATOM}published") is None:
        yield f"{name}: no published"
    for link in entry.findall(f"{_ATOM}link"):
        if not urlsplit(link.get("href", "")).scheme:
            yield f"{name}: a link that is not absolute: {link.get('href')}"
    body = entry.findtext(f"{_ATOM}content") or ""
    if not _BLANK.fullmatch(body):
        for element in lxml_html.fragment_fromstring(body, create_parent=True).iter():
            for attribute in _ATTRIBUTES:
                address = element.get(attribute) if isinstance(element.tag, str) else None
                if address is not None and address.startswith(("/", "#", ".")):
                    yield f"{name}: {attribute}={address} means nothing in a reader"
