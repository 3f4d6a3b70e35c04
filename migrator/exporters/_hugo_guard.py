"""Shortcodes of Hugo in the text of a blog: `{{<` and `{{%` would be run, or break the whole build.

Hugo shows `{{</* x */>}}` as `{{< x >}}` (gohugo.io, "shortcodes in documentation"). What is never closed can't be
written so; there a character of it becomes an entity, and a code block that holds it becomes HTML.
"""

import html
import re

_START = re.compile(r"\{\{[<%]")
_CLOSED = re.compile(
    r"\{\{(?:<(?!/\*)(?P<angle>(?:(?!\{\{[<%]|\*/|>\}\}).)+)>|%(?!/\*)(?P<percent>(?:(?!\{\{[<%]|\*/|%\}\}).)+)%)\}\}",
    re.DOTALL,
)
_FENCE = re.compile(
    r"^(?P<indent>(?:[ >]|[-*+] |\d+[.)] )*)(?P<fence>`{3,})(?P<language>[^`\n]*)\n(?P<code>.*?)^[ >]*(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)


def guard_shortcodes(markdown: str, *, raw_html: bool) -> str:
    """Give Markdown that Hugo shows as it is."""
    if not _START.search(markdown):
        return markdown
    if raw_html and _is_open(markdown):
        markdown = _SPAN.sub(_span, _FENCE.sub(_block, markdown))
    parts, done = [], 0
    for match in _CLOSED.finditer(markdown):
        inside = f"</*{match['angle']}*/>" if match["angle"] else f"%/*{match['percent']}*/%"
        parts += [_START.sub(_entity, markdown[done : match.start()]), "{{", inside, "}}"]
        done = match.end()
    return "".join([*parts, _START.sub(_entity, markdown[done:])])


def _entity(match: re.Match[str]) -> str:
    return "{&#123;" + match[0][2]


def _is_open(text: str) -> bool:
    return bool(_START.search(_CLOSED.sub("", text)))


def _block(match: re.Match[str]) -> str:
    if match["indent"] or not _is_open(match["code"]):
        return match[0]
    language = f' class="language-{html.escape(match["language"])}"' if match["language"] else ""
    code = html.escape(match["code"], quote=False).replace("{", "&#123;")
    return f"<pre><code{language}>{code}</code></pre>"


def _span(match: re.Match[str]) -> str:
    if not _is_open(match["code"]):
        return match[0]
    code = match["code"].strip() or match["code"]
    return "<code>" + html.escape(code, quote=False).replace("{", "&#123;") + "</code>"
