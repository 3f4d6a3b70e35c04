"""The search of the copy: the index of MiniSearch, cut into small scripts that a page loads as a search needs them.

A page that is opened from a folder may not read files, but it may load scripts, so everything is a script that hands
its content over: `search/about.js` (what the index needs of all documents), `search/terms/N.js` (the postings of some
terms, sorted, in the packed form of `_search_runs`) and `search/texts/N.js` (address, title, date and text of some
posts, for the results). `search.js` puts the parts together into what `MiniSearch.loadJS` documents.

Format: the serialised index of MiniSearch 7, `serializationVersion` 2.
"""

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from migrator.exporters._search_runs import Runs
from migrator.exporters._search_words import Terms
from migrator.protocols import OutputFile

FOLDER = "search"
PAGE = f"{FOLDER}/index.html"
"""Where Blogger's own search was: `/search?q=` leads here on a server, too."""

FIELDS = ("title", "labels", "text", "comments")
_TEXTS_BYTES = 32_000
_TERMS_BYTES = 64_000
_SHOWN = 40_000
"""Characters of a post that are kept to show where a word stands; the index knows all of them."""


@dataclass(frozen=True, slots=True)
class Found:
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
        self._runs = Runs(len(FIELDS))
        self._lengths = [array("I") for _ in FIELDS]
        self._texts: list[str] = []
        self._size = 0
        self._starts: list[int] = [0]

    def add(self, post: Found) -> Iterator[OutputFile]:
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
        """Give the rest: the last texts, the terms, what is known of all posts, the scripts."""
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
        """Give (first term, content) of every file of terms."""
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
    """Give MiniSearch with its licence before it, as that asks for; the map of its sources is not there."""
    code = _resource("minisearch/index.js").partition("//# sourceMappingURL")[0]
    return f"/*! MiniSearch 7.2.0\n\n{_resource('minisearch/LICENSE.txt')}*/\n{code}".encode()


def _resource(name: str) -> str:
    return files("migrator.exporters").joinpath("templates", name).read_text(encoding="utf-8")
