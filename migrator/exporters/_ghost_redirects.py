"""The redirects of a blog for Ghost: `redirects.json`, as Labs in its settings takes it.

Each `from` is a regular expression over the path as the browser sends it, tried in this order; Ghost keeps the query.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from migrator.exporters._ghost_plan import GhostPlan
from migrator.exporters.json import JsonObject
from migrator.protocols import ArchiveView

_BYTE = re.compile("%([0-9A-Fa-f]{2})")
# What all blogs have, after the addresses of this one.
_GENERAL = (
    (r"^/(?:19|20)\d{2}/(?:0[1-9]|1[0-2])/([a-z0-9_-]+)\.html$", "/$1/"),
    (r"^/p/([a-z0-9_-]+)\.html$", "/$1/"),
    (r"^/feeds/posts/(?:default|full|summary)(?:/-/.+)?/?$", "/rss/"),
    (r"^/feeds/.*comments/(?:default|full|summary)/?$", "/rss/"),
    (r"^/(?:atom|rss)\.xml$", "/rss/"),
    (r"^/(?:archives?/)?(?:19|20)\d{2}_\d{2}_\d{2}_(?:[A-Za-z0-9_-]+_)?archive\.html?$", "/"),
    (r"^/(?:19|20)\d{2}(?:/(?:0[1-9]|1[0-2]))?/?$", "/"),
    (r"^/search/?$", "/"),
    (r"^/index\.html$", "/"),
)


def redirects(plan: GhostPlan, view: ArchiveView) -> Iterator[JsonObject]:
    """Return each redirect; none of the general ones matches an address that a post, tag or author has now."""
    for key, new in plan.renamed():
        if "#" in key:
            continue  # no browser sends that part
        yield _redirect(f"^/{_in_either_case(re.escape(key))}$", f"/{new}/")
    for label, tag in plan.tags.items():
        yield _redirect(f"^/search/label/{_any_spelling(label)}/?$", f"/tag/{tag.slug}/")
    hidden: dict[str, list[str]] = {}
    for path in plan.addresses(view):
        for pattern, _ in _GENERAL:
            if re.search(pattern, path) or re.search(pattern, f"{path}/"):
                hidden.setdefault(pattern, []).append(re.escape(path.removeprefix("/")))
    for pattern, target in _GENERAL:
        yield _redirect(_without(pattern, hidden.get(pattern, [])), target)


def _without(pattern: str, paths: list[str]) -> str:
    """Return a pattern that matches the same but for some paths."""
    return f"^/(?!(?:{'|'.join(paths)})/?$){pattern.removeprefix('^/')}" if paths else pattern


def _redirect(pattern: str, target: str) -> JsonObject:
    return {"from": pattern, "to": target, "permanent": True}


def _in_either_case(pattern: str) -> str:
    """Let the letters of percent-encoded bytes be large or small, and nothing else."""
    return _BYTE.sub(lambda byte: "%" + "".join(_either(digit) for digit in byte[1]), pattern)


def _either(digit: str) -> str:
    return f"[{digit.upper()}{digit.lower()}]" if digit.isalpha() else digit


def _any_spelling(label: str) -> str:
    """Give a pattern for a label, each character as itself or percent-encoded."""
    parts = []
    for character in label:
        encoded = quote(character, safe="", errors="replace")
        if character == " ":
            parts.append(r"(?:%20|\+)")
        elif encoded == character:
            parts.append(re.escape(character))
        elif character.isascii():
            parts.append(f"(?:{re.escape(character)}|{_in_either_case(encoded)})")
        else:
            parts.append(_in_either_case(encoded))
    return "".join(parts)
