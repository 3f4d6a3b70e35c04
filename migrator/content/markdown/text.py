"""Markdown's characters: what must be escaped where, so that text stays text (CommonMark 0.31 and GFM).

Everything here works on one piece of text whose neighbours are not known: at its edges it escapes rather too much.
"""

import re

from migrator.content.markdown.dialects import COMMONMARK, Dialect

_SPECIAL = re.compile(r"\\|`|\*+|_+|~+|\[|\]|<|&(?=#?\w+;)|\|")
_MAY_BE_SPECIAL = re.compile(r"[\\`*_~\[\]<&|]")
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINE_START = re.compile(
    r"(?P<mark>\#{1,6}(?=[ \t]|$) | > | [-+*](?=[ \t]|$) | =+(?=[ \t]*$) | -+(?=[ \t]*$) | :(?=[ \t]))"
    r"| (?P<number>\d{1,9}) (?P<dot>[.)]) (?=[ \t]|$)"
    r"| (?P<row>[|:-]) (?=[-:| \t]*$)"
    r"| (?P<label>\[) (?=[^\]]{1,999}\]:)",
    re.VERBOSE,
)
_STARTERS = frozenset("#>-+*=:|[0123456789")
_ODD_IN_URL = re.compile(r"[\s<>\\()&|]")
_KEPT_TILDE = re.compile(r"(?<!\\)((?:\\\\)*)\\~")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def collapse(text: str) -> str:
    """Make one space of every run of white space, as HTML does; no-break spaces stay."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACES.sub(" ", text)
    return text


def escape(text: str, *, brackets: bool = False, pipes: bool = False, dialect: Dialect = COMMONMARK) -> str:
    """Escape what Markdown would read as markup inside a line.

    `brackets`: every square bracket (inside the text of a link); `pipes`: every `|` (inside a table).
    """
    if dialect is not COMMONMARK:
        return _for_dialect(_escape(text, brackets=brackets, pipes=pipes or dialect.bars), dialect)
    return _escape(text, brackets=brackets, pipes=pipes)


def _for_dialect(text: str, dialect: Dialect) -> str:
    if dialect.braces:
        text = text.replace("{", "\\{")
    if dialect.dollars:
        text = text.replace("$$", "\\$\\$")
    return _KEPT_TILDE.sub(r"\1~", text) if not dialect.tildes and "~" in text else text


def _escape(text: str, *, brackets: bool, pipes: bool) -> str:
    if not _MAY_BE_SPECIAL.search(text):
        return text

    # White space at the edges may be moved away: what stands beside it has a neighbour that is not known.
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())

    def replacement(match: re.Match[str]) -> str:
        found, start, end = match[0], match.start(), match.end()
        before = text[start - 1] if start > first else ""
        after = text[end] if end < last else ""
        return _escaped(found, before, after, brackets=brackets, pipes=pipes)

    return _SPECIAL.sub(replacement, text)


def _escaped(found: str, before: str, after: str, *, brackets: bool, pipes: bool) -> str:
    kind = found[0]
    if kind in "*_~":
        plain = _is_plain_run(found, before, after)
    elif kind in "[]":
        plain = not brackets and (kind == "[" or after not in {"(", "["})
    elif kind == "|":
        plain = not pipes
    elif kind == "\\":
        plain = bool(after) and after not in _ASCII_PUNCTUATION
    elif kind == "<":
        # An entity and no backslash: renderers that are not CommonMark understand it too.
        return "<" if after and not (after.isalpha() or after in "/!?") else "&lt;"
    elif kind == "&":
        return "&amp;"
    else:
        plain = False
    return found if plain else "".join(f"\\{character}" for character in found)


def _is_plain_run(found: str, before: str, after: str) -> bool:
    """Whether a run of `*`, `_` or `~` can neither open nor close anything."""
    if before.isspace() and after.isspace():
        return True
    if found[0] == "_":
        return before.isalnum() and after.isalnum()
    # A single tilde that only could open ("about ~5") needs a closing one, and those are all escaped.
    return found == "~" and bool(after) and (not before or before.isspace())


def escape_line_start(line: str, dialect: Dialect = COMMONMARK) -> str:
    """Escape what only means something at the start of a line: headings, lists, quotes, rules, table rows, labels."""
    if line[:1] in dialect.entities and (line[0] != "~" or line.startswith("~~~")):
        return f"&#{ord(line[0])};{line[1:]}"
    if not line or line[0] not in _STARTERS:
        return line
    if dialect.loose_headings and line[0] == "#":
        return f"\\{line}"
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.end('number') :]}"
    return f"\\{line}"


def destination(url: str, *, pipes: bool = False) -> str:
    """Write a URL as the destination of a link: no spaces, no brackets that do not pair, no accidental entity."""
    if not _ODD_IN_URL.search(url):
        return url
    url = _ENTITY.sub("&amp;", re.sub(r"[\t\n\r]+", "", url.strip()))
    url = (
        url.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C").replace("\u00a0", "%C2%A0")
    )
    if pipes:
        url = url.replace("|", "%7C")
    return url if _balanced(url) else url.replace("(", "%28").replace(")", "%29")


def _balanced(url: str) -> bool:
    depth = 0
    for character in url:
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def title_part(title: str, *, pipes: bool = False) -> str:
    """Write the title of a link or picture with the space before it; empty for none."""
    title = collapse(title).strip()
    if not title:
        return ""
    quoted = _ENTITY.sub("&amp;", title.replace("\\", "\\\\").replace('"', '\\"'))
    return f' "{quoted.replace("|", chr(92) + "|") if pipes else quoted}"'


def code_span(code: str) -> str:
    """Write inline code between as many backticks as its own need."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * (longest + 1 if longest else 1)
    padding = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{padding}{code}{padding}{fence}"


def indented(code: str) -> str:
    """Write a code block for readers that know fences only at the top of a document."""
    return "\n".join(f"    {line}" if line else "" for line in code.split("\n"))


def fenced(code: str, language: str) -> str:
    """Write a code block between fences longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
