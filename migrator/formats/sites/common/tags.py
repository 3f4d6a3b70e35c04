"""Labels as tags of site generators: each with a slug of its own, and a name that no generator takes for another."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.formats.common.slugs import Names, digest
from migrator.portable import is_portable

_PLAIN = re.compile(r"^[^\W_]+(?:[ -][^\W_]+)*$")
_DROPPED = re.compile(r"[^\w\s-]+")
_DASHES = re.compile(r"[\s_-]+")
_LONGEST = 60
# Eleventy's collection of everything; the names of generators' own pages of tags.
_RESERVED = frozenset({"all", "index", "page", "feed"})


@dataclass(frozen=True, slots=True)
class Term:
    """A label: `name` as the blog writes it; `slug` for its address; `key` what generators may tell it apart by.

    `key` is the name where that is safe: no punctuation, and no other label alike but for case and accents.
    """

    name: str
    slug: str
    key: str


def terms(labels: Iterable[str]) -> dict[str, Term]:
    """Return every label its term, in the order of the labels; `C`, `c` and `C++` stay three."""
    names = Names(taken=set(_RESERVED), longest=_LONGEST)
    made: dict[str, Term] = {}
    for label in labels:
        wanted = term_slug(label)
        slug = names.take(wanted if is_portable(wanted) else f"label-{wanted}")
        plain = slug == wanted and _PLAIN.match(label) and not label.isdecimal() and label.isascii() == slug.isascii()
        made[label] = Term(label, slug, label if plain and label.lower() not in _WORDS else slug)
    return made


# What YAML readers or generators take for something else than text.
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "all", "y", "n"})


def term_slug(label: str) -> str:
    """Return a readable slug: lower case, no accents on Latin letters, other scripts as they are, no punctuation."""
    folded = unicodedata.normalize("NFKD", label.lower())
    bare = "".join(c for c in folded if not (unicodedata.combining(c) and c < "\u0370"))
    text = _DASHES.sub("-", _DROPPED.sub(" ", unicodedata.normalize("NFC", bare))).strip("-")
    return text[:_LONGEST].strip("-") or f"label-{digest(label)}"
