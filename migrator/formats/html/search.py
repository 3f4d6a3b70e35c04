"""The search of the copy: the index of MiniSearch, cut into small scripts that a page loads as a search needs them.

A page that is opened from a folder may not read files, but it may load scripts, so everything is a script that hands
its content over: `search/about.js` (what the index needs of all documents), `search/terms/N.js` (the postings of some
terms, sorted, in the packed form of `_search_runs`) and `search/texts/N.js` (address, title, date and text of some
posts, for the results). `search.js` puts the parts together into what `MiniSearch.loadJS` documents.

Format: the serialised index of MiniSearch 7, `serializationVersion` 2.
"""

import heapq
import json
import re
import sys
import tempfile
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import IO

from migrator.model.ports import OutputFile

FOLDER = "search"
PAGE = f"{FOLDER}/index.html"
"""Where Blogger's own search was: `/search?q=` leads here on a server, too."""

FIELDS = ("title", "labels", "text", "comments")
_TEXTS_BYTES = 32_000
_TERMS_BYTES = 64_000
_SHOWN = 40_000
"""Characters of a post that are kept to show where a word stands; the index knows all of them."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A post as the search knows it; all text is plain, `date` as lists show it."""

    path: str
    title: str
    date: str
    labels: Sequence[str]
    text: str
    comments: str


class SearchIndex:
    """Takes posts one by one and gives their texts away at once; the terms come at the end."""

    def __init__(self) -> None:
        self._terms = Terms()
        self._runs = PostingRuns(len(FIELDS))
        self._lengths = [array("I") for _ in FIELDS]
        self._texts: list[str] = []
        self._size = 0
        self._starts: list[int] = [0]

    def add(self, post: SearchDocument) -> Iterator[OutputFile]:
        """Take a post; gives a file of texts whenever one is full."""
        number = len(self._lengths[0])
        for field, text in enumerate((post.title, "\n".join(post.labels), post.text, post.comments)):
            self._lengths[field].append(self._runs.add(number, field, self._terms.of(text)))
        words = f"{post.text}\n{post.comments}" if post.comments else post.text
        line = _script_json([post.path, post.title, post.date, words[:_SHOWN]])
        self._texts.append(line)
        self._size += len(line)
        if self._size >= _TEXTS_BYTES:
            yield self._text_file()

    def files(self) -> Iterator[OutputFile]:
        """Yield the rest: the last texts, the terms, what is known of all posts, the scripts."""
        if self._texts:
            yield self._text_file()
        fences: list[str] = []
        for first, content in self._term_files():
            yield OutputFile(path=f"{FOLDER}/terms/{len(fences)}.js", content=content)
            fences.append(first)
        count = len(self._lengths[0])
        about = {
            "documents": count,
            "fields": FIELDS,
            "lengths": [list(lengths) for lengths in self._lengths],
            "averages": [sum(lengths) / count if count else 0 for lengths in self._lengths],
            "fences": fences,
            "texts": self._starts[:-1],
        }
        yield OutputFile(path=f"{FOLDER}/about.js", content=_handed("about", _script_json(about)))
        yield OutputFile(path=f"{FOLDER}/minisearch.js", content=_library())
        yield OutputFile(path=f"{FOLDER}/search.js", content=_resource("search.js").encode())

    def _text_file(self) -> OutputFile:
        number = len(self._starts) - 1
        content = _handed("texts", f"{number},[{','.join(self._texts)}]")
        self._starts.append(self._starts[-1] + len(self._texts))
        self._texts, self._size = [], 0
        return OutputFile(path=f"{FOLDER}/texts/{number}.js", content=content)

    def _term_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (first term, content) of every file of terms."""
        number, first, size = 0, "", 0
        lines: list[str] = []
        for term, postings in self._runs.terms():
            if not lines:
                first = term
            lines.append(_script_json([term, postings]))
            size += len(lines[-1])
            if size >= _TERMS_BYTES:
                yield first, _handed("terms", f"{number},[{','.join(lines)}]")
                number, size = number + 1, 0
                lines.clear()
        if lines:
            yield first, _handed("terms", f"{number},[{','.join(lines)}]")


def _script_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _handed(part: str, arguments: str) -> bytes:
    return f"blogSearch.{part}({arguments})\n".encode("utf-8", "replace")


def _library() -> bytes:
    """Return MiniSearch with its licence before it, as that asks for; the map of its sources is not there."""
    code = _resource("minisearch/index.js").partition("//# sourceMappingURL")[0]
    return f"/*! MiniSearch 7.2.0\n\n{_resource('minisearch/LICENSE.txt')}*/\n{code}".encode()


def _resource(name: str) -> str:
    return files("migrator.formats.html").joinpath("templates", name).read_text(encoding="utf-8")


# Postings of every term, gathered document by document in little memory: what grows too large goes to disk, sorted.
#
# A term's postings in one field are written `number*count number …`: each number is the distance to the document
# before, a count of one is left out.

_IN_MEMORY = 24_000_000
_ENTRY_COST = 250
"""Bytes of memory that a term takes beside its postings."""

_Line = tuple[bytes, int, int, int, bytes]
"""Term (UTF-16, by which scripts sort too), field, first document, last document, postings from the first on."""


class PostingRuns:
    """Takes documents in their order; gives every term in the order in which JavaScript sorts."""

    def __init__(self, fields: int, *, in_memory: int = _IN_MEMORY) -> None:
        self._limit = in_memory
        self._packed: list[dict[str, bytearray]] = [{} for _ in range(fields)]
        self._spans: list[dict[str, tuple[int, int]]] = [{} for _ in range(fields)]
        self._size = 0
        self._spilled: list[IO[bytes]] = []
        self._open = ExitStack()

    def add(self, document: int, field: int, terms: Iterable[str]) -> int:
        """Take the terms of one field of a document; gives how many different ones there are."""
        packed, spans = self._packed[field], self._spans[field]
        counted = Counter(terms)
        for term, count in counted.items():
            many = b"" if count == 1 else b"*%d" % count
            known = packed.get(term)
            if known is None:
                packed[term] = bytearray(many)
                spans[term] = (document, document)
                self._size += _ENTRY_COST
                continue
            first, last = spans[term]
            known += b" %d%b" % (document - last, many)
            spans[term] = (first, document)
            self._size += 3
        if self._size > self._limit:
            self._spill()
        return len(counted)

    def terms(self) -> Iterator[tuple[str, str]]:
        """Yield (term, its postings in all fields) once, sorted; what was spilled is gone afterwards."""
        with self._open:
            lines = heapq.merge(*(map(_parsed, file) for file in self._rewound()), self._sorted())
            for term, same in groupby(lines, key=lambda line: line[0]):
                fields = [
                    f"{field}:{_joined(parts)}" for field, parts in groupby(same, key=lambda line: line[1])
                ]  # fmt: skip
                yield term.decode("utf-16-be"), ";".join(fields)

    def _sorted(self) -> Iterator[_Line]:
        """Yield what is in memory, sorted."""
        keys = [(term.encode("utf-16-be"), field, term) for field, one in enumerate(self._packed) for term in one]
        keys.sort()
        for key, field, term in keys:
            yield (key, field, *self._spans[field][term], bytes(self._packed[field][term]))

    def _spill(self) -> None:
        # SIM115: it stays open until all terms are given, which closes it.
        file = self._open.enter_context(tempfile.TemporaryFile(prefix="migrate-search-"))  # noqa: SIM115
        for term, field, first, last, packed in self._sorted():
            file.write(b"%b\t%d\t%d\t%d\t%b\n" % (term.hex().encode(), field, first, last, packed))
        self._spilled.append(file)
        for packed_terms, spans in zip(self._packed, self._spans, strict=True):
            packed_terms.clear()
            spans.clear()
        self._size = 0

    def _rewound(self) -> Iterator[IO[bytes]]:
        for file in self._spilled:
            file.seek(0)
            yield file


def _parsed(line: bytes) -> _Line:
    term, field, first, last, packed = line.rstrip(b"\n").split(b"\t")
    return bytes.fromhex(term.decode()), int(field), int(first), int(last), packed


def _joined(parts: Iterable[_Line]) -> str:
    """Chain the postings of one term and field: each run tells its documents from its own first one on."""
    written: list[bytes] = []
    before = 0
    for _, _, first, last, packed in parts:
        written.append(b"%d%b" % (first - before, packed))
        before = last
    return b" ".join(written).decode()


# The terms of a text, for the search in the pages: the same rules as `terms` in `templates/search.js`, to the
# letter.
#
# A test holds the two together over many languages. Words are runs of letters, digits and marks. They lose case,
# accents and vowel points, so that "ete" finds "Été". Scripts that set no space between words give pairs of
# neighbouring characters instead, and the last character of a run alone: a word of any length is then a run of
# pairs, and one character finds every pair that begins with it.

# Scripts without spaces: Thai, Lao, Tibetan, Myanmar, Khmer; kana; Han with its extensions. Korean has spaces, but
# particles hang on its words, so it is cut in pairs as well.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Accents and vowel points that readers leave out when they search: Latin, Greek, Cyrillic, Hebrew, Arabic (and its
# letter-stretcher). Marks of other scripts are letters to their readers and stay.
_POINTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
# What is one letter to the computer and another to the one who types; Arabic forms that are written either way.
_ALIKE = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ς": "σ",
        "ى": "ي",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "ٱ": "ا",
    }
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(f"([{_UNSPACED}]+)|[^{_UNSPACED}]+")
LONGEST = 40
"""Characters of a term; more is no word but an address or a key, of which the beginning is enough."""


def _word_pattern() -> re.Pattern[str]:
    """Return the runs of letters, digits and marks; marks are vowels in Thai or Hindi, and no words to `re`."""
    ranges: list[list[int]] = []
    for number in range(sys.maxunicode + 1):
        # Planes without characters are passed over: they make up most of the range.
        if 0x40000 <= number < 0xE0000 or unicodedata.category(chr(number))[0] not in "LNM":
            continue
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return re.compile("[{}]+".format("".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)))


class Terms:
    """Cuts texts into terms; making one takes a moment, because it looks at every character there is."""

    def __init__(self) -> None:
        self._word = _word_pattern()

    def of(self, text: str) -> list[str]:
        """Return the terms of a text in its order, one as often as it occurs."""
        if text.isascii():
            return [word[:LONGEST] for word in _ASCII_WORD.findall(text.lower())]
        found: list[str] = []
        for word in self._word.findall(folded(text)):
            if word.isascii():
                found.append(word[:LONGEST])
                continue
            for piece in _PIECE.finditer(word):
                found += _pairs(piece[0]) if piece[1] else [piece[0][:LONGEST]]
        return found


def folded(text: str) -> str:
    """Return a text without what a search does not distinguish: width, case, accents, vowel points."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return unicodedata.normalize("NFC", _POINTS.sub("", unicodedata.normalize("NFD", lower))).translate(_ALIKE)


def _pairs(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run))]
