"""The links of a saved page made what they were before a tool turned them to files. Pure.

Only the values of attributes that hold addresses are changed, in the bytes as they stand; all else stays, so that the
parsers see the page as it was served.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

_OPENS = re.compile(rb"<(?:(!--)|(script|style|textarea)\b|(?=[a-zA-Z]))", re.IGNORECASE)
_TAG = re.compile(rb"""<[a-zA-Z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>|<[a-zA-Z][^<>]*+>""")
_NAME = re.compile(rb"<([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(
    rb"""(?<=[\s"'])(href|src|srcset|data-src|data-original|poster|background|action|data|content|itemid|value|cite|longdesc)"""
    rb"""(\s*+=\s*+)(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|#|$)")
# Attributes that may hold anything are touched only where their value looks like a converted link.
_ANYTHING = frozenset({b"content", b"value", b"itemid", b"data", b"cite", b"longdesc", b"action"})
_CONVERTED = re.compile(
    r"^(?:\.\.?/)*(?:[^\s<>\"/]+/)*[^\s<>\"/]*\.(?:html?|jpe?g|png|gif|webp)(?:[#?]\S*)?$|^(?:\.\./)+\S*$",
    re.IGNORECASE,
)

Resolve = Callable[[str, str], str | None]
"""Is given a link as written (entities decoded) and the link around it (empty if none); gives the address, or None."""


def restored(body: bytes, resolve: Resolve) -> bytes:
    """Return the page with every relative link resolved."""
    pieces: list[bytes] = []
    done = 0
    around = ""
    for start, end in _tags(body):
        tag = body[start:end]
        name = tag[1:3].lower()
        changed, target = _restored_tag(tag, around, resolve)
        if name[:1] == b"a" and not name[1:].isalpha():
            around = target
        if changed != tag:
            pieces += [body[done:start], changed]
            done = end
        if body[end : end + 4].lower() == b"</a>":
            around = ""
    return b"".join([*pieces, body[done:]]) if pieces else body


def _tags(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each start tag stands, outside comments, scripts and styles."""
    position = 0
    unclosed: set[bytes] = set()
    while opened := _OPENS.search(body, position):
        if opened[1] or opened[2]:
            closing = b"-->" if opened[1] else b"</" + opened[2].lower()
            found = -1 if closing in unclosed else _find(body, closing, opened.end())
            if found < 0:
                unclosed.add(closing)
            if opened[2] and (tag := _TAG.match(body, opened.start())):
                yield tag.span()
            position = found if found > 0 else opened.end()
            continue
        tag = _TAG.match(body, opened.start())
        if tag is None:
            position = opened.end() + 1
            continue
        yield tag.span()
        position = tag.end()


def _find(body: bytes, closing: bytes, start: int) -> int:
    if closing == b"-->":
        return body.find(closing, start)
    match = re.compile(re.escape(closing), re.IGNORECASE).search(body, start)
    return match.start() if match else -1


def _restored_tag(tag: bytes, around: str, resolve: Resolve) -> tuple[bytes, str]:
    """Return a start tag with its links resolved, and what its `href` leads to."""
    target = ""

    def one(match: re.Match[bytes]) -> bytes:
        nonlocal target
        name = match[1].lower()
        written = next(value for value in match.groups()[2:] if value is not None)
        link = unescape(written.decode("utf-8", "surrogateescape")).strip()
        address = _set(link, resolve) if name == b"srcset" else _one(name, link, around, resolve)
        if name == b"href":
            target = address or link
        if address is None:
            return match[0]
        quote = b"'" if match[4] is not None else b'"'
        text = (
            escape(address, quote=False)
            .encode("utf-8", "surrogateescape")
            .replace(quote, b"%27" if quote == b"'" else b"%22")
        )
        return match[1] + match[2] + quote + text + quote

    return _ATTRIBUTE.sub(one, tag), target


def _one(name: bytes, link: str, around: str, resolve: Resolve) -> str | None:
    if name == b"href" and (mended := _with_query(link)):
        return mended
    if _WHOLE.match(link) or (name in _ANYTHING and not _CONVERTED.match(link)):
        return None
    return resolve(link, around if name in {b"src", b"data-src"} else "")


def _with_query(link: str) -> str | None:
    """Return a whole address back the query that some tools escape like that of a file; None where they did not."""
    if not link.startswith(("http://", "https://")) or "?" in link:
        return None
    path, escaped, query = re.sub("%3[fF]", "%3F", link).partition("%3F")
    if not escaped:
        return None
    return f"{path}?{re.sub('%26', '&', re.sub('%3[dD]', '=', query))}"


def _set(value: str, resolve: Resolve) -> str | None:
    """Resolve the candidates of a `srcset`; None where nothing changes."""
    candidates = []
    for candidate in re.split(r",\s+", value):
        link, space, size = candidate.strip().partition(" ")
        address = None if _WHOLE.match(link) else resolve(link, "")
        candidates.append(f"{address or link}{space}{size}")
    whole = ", ".join(candidates)
    return None if whole == value else whole
