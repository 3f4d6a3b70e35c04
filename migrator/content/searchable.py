"""Words as a full-text index takes them, in any language: the text and what is searched go the same way.

Letters lose their case, width and accents, also vowel points of Arabic and Hebrew. Scripts that put no spaces between
words (Chinese, Japanese, Thai, Khmer …), and Korean, whose words grow endings, are taken letter by letter: a word of
them is found as letters that stand side by side, of whatever length it is.
"""

import re
import unicodedata
from dataclasses import dataclass

# Accents, and the points that most writers of Hebrew and Arabic leave out; the stretcher of Arabic lines.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
LETTER_BY_LETTER = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Inside a character class: what is taken letter by letter."""
# Vowels and tones of the scripts above, which stay with their letter.
_UPON = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
_ALONE = re.compile(f"([{LETTER_BY_LETTER}][{_UPON}]*)")
_ASKED = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_LONGEST = 500
"""Characters of a question that count."""
_READ = 100_000
"""Characters of a text in which a place to show is looked for."""
_BEFORE, _AROUND = 80, 260


def folded(text: str) -> str:
    """Return a text without the differences that nobody searches for."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))


def searchable(text: str) -> str:
    """Return the words of a text for the index, one space between them."""
    plain = folded(text)
    return plain if plain.isascii() else _ALONE.sub(r" \1 ", plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks for: an expression of SQLite's FTS5, and the folded words in it; all may be empty.

    `words` are wanted, and marked where they are found; `without` must not be there.
    """

    expression: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()


def question(text: str) -> Question:
    """Read what was typed: all words must be there, beginnings count, `"in this order"`, `-without`.

    Whatever is typed, the expression is a valid one.
    """
    wanted, unwanted, words, without = [], [], [], []
    for minus, phrase, word in _ASKED.findall(text[:_LONGEST].replace("\0", " ")):
        asked = folded(phrase or word)
        if not any(letter.isalnum() for letter in asked):
            continue
        quoted = '"' + " ".join(searchable(asked).split()).replace('"', '""') + '"'
        beginning = "" if phrase or _ALONE.search(asked[-2:]) else "*"
        bare = asked.strip(".,;:!?()[]«»“”'")
        if minus:
            unwanted.append(quoted)
            without.append(bare)
        else:
            wanted.append(quoted + beginning)
            words.append(bare)
    if not wanted:
        return Question(expression="", words=())
    expression = " AND ".join(wanted) + "".join(f" NOT {one}" for one in unwanted)
    return Question(expression=expression, words=tuple(dict.fromkeys(words)), without=tuple(without))


def passage(text: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return the part of a text that shows the first of the words, in pieces: (text, it is one of the words)."""
    text = text[:_READ]
    plain, places = _folded_by_letter(text)
    needles = [word for word in words if word]
    found = [at for word in needles if (at := plain.find(word)) >= 0]
    start = max(0, places[min(found)] - _BEFORE) if found else 0
    if start:
        start = text.find(" ", start, start + _BEFORE) + 1 or start
    end = min(len(text), start + _AROUND)
    marked = sorted(
        (places[hit.start()], places[hit.end() - 1] + 1)
        for word in needles
        for hit in re.finditer(re.escape(word), plain)
        if start <= places[hit.start()] and places[hit.end() - 1] < end
    )
    pieces, at = [("… ", False)] if start else [], start
    for first, last in marked:
        if first >= at:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _folded_by_letter(text: str) -> tuple[str, list[int]]:
    """Fold a text letter by letter; give for each folded letter the place of the one that it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters, places = [], []
    for place, letter in enumerate(text):
        for one in folded(letter):
            letters.append(one)
            places.append(place)
    return "".join(letters), places
