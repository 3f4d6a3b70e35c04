"""How many entries the bytes of a feed hold, without parsing it."""

import re

_ENTRY = re.compile(rb"<(?:entry|item|[A-Za-z][\w.-]*:(?:entry|item))(?=[\s>/])")
_EVENT = re.compile(rb"<!\[CDATA\[|<!--|<(?:[A-Za-z][\w.-]*:)?(?:entry|item)(?=[\s>/])")
_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_JSON_ENTRIES = re.compile(rb'"entry"\s*:\s*\[')
_JSON_ID = re.compile(rb'"id"\s*:\s*\{\s*"\$t"')


def entries_in(body: bytes) -> int:
    """Return how many entries or items a feed begins, in Atom, RSS or Blogger's JSON; those in CDATA count for nothing.

    An entry that is cut or broken counts as well: it was offered.
    """
    if b"\0" in body[:4]:
        body = body.decode("utf-16", "replace").encode()
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        listed = _JSON_ENTRIES.search(body)
        return len(_JSON_ID.findall(body, listed.end())) if listed else 0
    if b"<!" not in body:
        return len(_ENTRY.findall(body))
    return _outside(body)


def _outside(body: bytes) -> int:
    """Count the entries that stand neither in CDATA nor in a comment."""
    count = position = 0
    while event := _EVENT.search(body, position):
        position = event.end()
        end = _ENDS.get(event[0])
        if end is None:
            count += 1
            continue
        closed = body.find(end, position)
        if closed < 0:
            return count
        position = closed + len(end)
    return count
