"""Blogger's JSON feeds (`alt=json`, `json-in-script`): Google's fixed mapping of the Atom elements, undone.

`ns:tag` is written `ns$tag`, text `$t`, what can repeat is a list, everything else is an attribute; `entry` is absent
when there are none.
"""

import json
import re

from lxml import etree

from migrator.content.tree import printable
from migrator.feeds.atom import NAMESPACES, read_entry, read_head
from migrator.feeds.values import FeedEntry, FeedHead

_ATOM = "http://www.w3.org/2005/Atom"
_DEEPEST = 12
_NAME = re.compile(r"^[A-Za-z_][\w.-]*$", re.ASCII)
# The first of each prefix, which is the one that public feeds declare.
_URIS = {prefix: uri for uri, prefix in reversed(NAMESPACES.items()) if prefix}
_CALLBACK = re.compile(r"^(?:\s*//[^\n]*\n|\s)*(?:[\w.$\[\]\"']{1,100}\s*\(\s*)?(?=\{)")


def _qualified(name: str) -> str | None:
    prefix, dollar, local = name.partition("$")
    if not dollar:
        return f"{{{_ATOM}}}{name}" if _NAME.match(name) else None
    return f"{{{_URIS[prefix]}}}{local}" if prefix in _URIS and _NAME.match(local) else None


def _fill(element: etree._Element, members: dict[str, object], depth: int) -> None:
    for name, value in members.items():
        if name == "$t" and isinstance(value, str):
            element.text = printable(value)
        elif isinstance(value, str):
            if _NAME.match(name):
                element.set(name, printable(value))
        elif depth < _DEEPEST and (tag := _qualified(name)):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, dict):
                    _fill(etree.SubElement(element, tag), child, depth + 1)


def _element(members: dict[str, object], name: str) -> etree._Element:
    element = etree.Element(f"{{{_ATOM}}}{name}")
    _fill(element, members, 0)
    return element


def read_json(text: str) -> tuple[FeedHead, list[FeedEntry]] | None:
    """Read a JSON feed, with or without a callback around it; None if the text is none.

    A single entry (`{"entry": {…}}`) counts as a feed of one.
    """
    opening = _CALLBACK.match(text)
    if not opening:
        return None
    decoded: object
    try:
        decoded, _ = json.JSONDecoder(strict=False).raw_decode(text, opening.end())
    except (ValueError, RecursionError):
        return None
    if not isinstance(decoded, dict):
        return None
    feed, single = decoded.get("feed"), decoded.get("entry")
    if isinstance(feed, dict):
        listed = feed.get("entry", [])
        entries = listed if isinstance(listed, list) else [listed]
        head = read_head(_element({name: value for name, value in feed.items() if name != "entry"}, "feed"))
        return head, [read_entry(_element(entry, "entry")) for entry in entries if isinstance(entry, dict)]
    if isinstance(single, dict):
        return FeedHead(), [read_entry(_element(single, "entry"))]
    return None
