"""Names as WordPress makes them (`sanitize_title`, `sanitize_user`): it changes none of ours, and none comes twice."""

import hashlib
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from migrator.model.ports import PostSummary
from migrator.portable import folded

_MAX_BYTES = 200
_MAX_LOGIN = 60
_PLAIN = re.compile(r"[a-z0-9_]+(?:-[a-z0-9_]+)*")
_DASHES = frozenset(" ./–—")
# Letters of Latin script that no decomposition takes apart.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŧ": "t"}
)
# Names that WordPress keeps for feeds and embeds; a number of up to two digits would read as a day of the month.
_RESERVED = re.compile(r"^(?:feed|rdf|rss|rss2|atom|embed|comment-page-\d+|page|[12]?\d|3[01])$")
# Names of pages that WordPress refuses (`wp_unique_post_slug`), reads as a year, or has a folder or an address for.
_RESERVED_PAGE = re.compile(r"^(?:(?:page)?\d+|wp-(?:admin|content|includes|json))$")
_TAKEN_LOGINS = frozenset({"admin", "administrator", "root", "www", "web", "blog"})


def is_reserved(kind: str, name: str) -> bool:
    """Whether WordPress keeps a name for something else than a post or page (`kind`) of it."""
    return bool(_RESERVED.match(name) or (kind == "page" and _RESERVED_PAGE.match(name)))


def slug(text: str) -> str:
    """Return a slug for any text: lower case, accents off, other scripts percent-encoded, at most 200 bytes."""
    if _PLAIN.fullmatch(text) and len(text) <= _MAX_BYTES:
        return text
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LATIN))
    parts: list[str] = []
    after_ascii = False
    for character in unicodedata.normalize("NFC", plain):
        if character.isascii() and (character.isalnum() or character in "_-"):
            parts.append(character)
        elif character in _DASHES or character.isspace():
            parts.append("-")
        elif not character.isascii():
            parts.append(_encoded(character, after_ascii=after_ascii))
        after_ascii = character.isascii()
    return _cut(re.sub(r"-{2,}", "-", "".join(parts)).strip("-"))


def _encoded(character: str, *, after_ascii: bool) -> str:
    """Percent-encode a letter; of one that is a Latin letter with a mark, give the letter."""
    base = unicodedata.normalize("NFD", character)
    if base[0].isascii():
        return base[0]
    if unicodedata.combining(character) and after_ascii:
        return ""
    if not character.isalnum() and not unicodedata.category(character).startswith("M"):
        return ""
    return "".join(f"%{byte:02x}" for byte in character.encode("utf-8", "replace"))


def _cut(text: str, longest: int = _MAX_BYTES) -> str:
    if len(text) <= longest:
        return text
    # Never inside an encoded character.
    whole = re.sub(r"%[0-9a-f]?$", "", text[:longest])
    return re.sub(r"%[c-f][0-9a-f](?:%[89ab][0-9a-f]){0,2}$", "", whole).rstrip("-")


def digest(text: str) -> str:
    """Return eight hex digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def own_slug(slug_of_address: str, url: str) -> str:
    """Return the last part of a post's address; empty where posts share one file and differ in `#number` alone."""
    return "" if url.partition("#")[2].isdigit() else slug_of_address


def full_key(one: PostSummary) -> str:
    """Return the key of a post, with its number where several share one file."""
    number = one.url.partition("#")[2]
    return f"{one.key}#{number}" if number.isdigit() and "#" not in one.key else one.key


def numbered(wanted: str, longest: int = _MAX_BYTES) -> Iterator[str]:
    """Yield a name, then the same with 2, 3, … behind it, for ever."""
    yield _cut(wanted, longest)
    for number in count(2):
        suffix = f"-{number}"
        yield f"{_cut(wanted, longest - len(suffix))}{suffix}"


@dataclass(slots=True)
class Names:
    """Names that are unique in one place, also where `Straße` and `STRASSE` are held for one; `taken` is folded."""

    taken: set[str] = field(default_factory=set)
    longest: int = _MAX_BYTES

    def take(self, wanted: str) -> str:
        """Return the name, or it with the next free number behind it."""
        name = next(name for name in numbered(wanted, self.longest) if folded(name) not in self.taken)
        self.taken.add(folded(name))
        return name


def nicenames(labels: Iterable[str]) -> dict[str, str]:
    """Return each label a slug of its own, `C` and `C++` too: WordPress merges terms of one slug."""
    names = Names()
    return {label: names.take(slug(label) or f"label-{digest(label)}") for label in labels}


def logins(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each (id, name) a login by id: ASCII, at most 60 characters, unique, none that sites already have."""
    names = Names(taken=set(_TAKEN_LOGINS), longest=_MAX_LOGIN)
    given = {}
    for person, name in people:
        ascii_name = re.sub(r"-{2,}", "-", re.sub(r"%[0-9a-f]{2}", "", slug(name)).replace("_", "-")).strip("-")
        given[person] = names.take(ascii_name[:_MAX_LOGIN].strip("-") or f"author-{digest(person)}")
    return given


# What all posts want of one kind (a name, a second), so that only what several want needs more thought.


class WantedSlugs:
    """Digests of what posts want, eight bytes each: fifty thousand posts are four hundred kilobytes."""

    def __init__(self, digests: Iterable[int]) -> None:
        self._sorted = array("q", sorted(digests))
        self.several = {one for one, next_one in zip(self._sorted, self._sorted[1:], strict=False) if one == next_one}
        """What more than one post wants."""

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, digest: int) -> bool:
        place = bisect_left(self._sorted, digest)
        return place < len(self._sorted) and self._sorted[place] == digest
