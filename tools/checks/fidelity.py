# Run by a maintainer, by hand, when our Markdown changes; a test holds its floors.
"""Scores how faithful our Markdown is: body → Markdown → a CommonMark renderer → compared with the body, by construct.

    python -m tools.checks.fidelity [FOLDER] [--no-html] [--least 0.99]

FOLDER holds bodies as `*.html`; by default those of the torture blog. Every construct is a multiset, scored by F1: what
is lost costs, and so does what was not there. Both sides are read by html5lib, which knows what a browser would see.
"""

import argparse
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from urllib.parse import unquote

import cmarkgfm
import html5lib
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from migrator.content.markdown import to_markdown

BODIES = Path(__file__).resolve().parents[2] / "fixtures" / "torture" / "bodies"
_BLOCKS = frozenset(
    [
        *(
            "p",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "ol",
            "li",
            "blockquote",
            "pre",
            "hr",
            "dl",
            "dt",
            "dd",
        ),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "center", "figure", "figcaption", "details"),
        *("summary", "fieldset", "legend", "address", "iframe", "object", "video", "audio"),
    ]
)
_SILENT = frozenset({"script", "style", "title", "template", "noscript"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG, _EMPHASIS, _STRUCK = (
    frozenset({"b", "strong"}),
    frozenset({"i", "em", "cite", "var"}),
    frozenset({"s", "strike", "del"}),
)
_STYLES = {
    "s": re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)"),
    "e": re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)"),
    "d": re.compile(r"text-decoration\s*:[^;]*line-through"),
}
_NOT_STRONG = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

Seen = dict[str, list[str]]


def _words(element: ET.Element) -> str:
    parts: list[str] = []

    def walk(one: ET.Element) -> None:
        if _is_silent(one):
            return
        gap = " " if one.tag in _BLOCKS or one.tag == "br" else ""
        parts.append(gap + (one.text or ""))
        for child in one:
            walk(child)
            parts.append(child.tail or "")
        parts.append(gap)

    walk(element)
    return " ".join(_INVISIBLE.sub("", "".join(parts)).split())


def _address(element: ET.Element, name: str) -> str:
    return re.sub(r"[\t\n\r]", "", unquote(element.get(name, "")).strip())


def seen(html: str) -> Seen:
    """Return what a reader of a body sees, construct by construct."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    found: Seen = {"words": _words(root).split()}
    for element in root.iter():
        if isinstance(element.tag, str):
            for construct, value in _constructs(element):
                found.setdefault(construct, []).append(value)
    found["paragraphs"] = list(_paragraphs(root))
    return found


def _code(element: ET.Element) -> str:
    text = "".join(
        f"\n{one.tail or ''}" if one.tag == "br" else (one.text or "") + (one.tail or "") for one in element.iter()
    )
    lines = text.replace("\u00a0", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _only_places(table: ET.Element) -> bool:
    """Whether a table is no table of data: a picture with its caption, or one cell around everything."""
    cells = [cell for cell in table.iter() if cell.tag in {"td", "th"}]
    return table.get("role") == "presentation" or "tr-caption" in table.get("class", "") or len(cells) < 2


def _constructs(element: ET.Element) -> Iterator[tuple[str, str]]:  # noqa: C901 - one line a construct
    tag, words = element.tag, _words(element)
    if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and (words or element.find(".//img") is not None):
        yield "headings", f"{tag} {words}"
    elif tag == "a" and element.get("href") is not None and (words or element.find(".//img") is not None):
        target = _address(element, "href")
        if target not in {words, f"http://{words}", f"mailto:{words}"}:  # what renderers link by themselves
            yield "links", f"{target} {words}"
    elif tag == "img":
        yield "pictures", f"{_address(element, 'src')} {element.get('alt', '').strip()}"
    elif tag == "li":
        yield "items", _words(element)
    elif tag == "pre":
        yield "code blocks", _code(element)
    elif tag == "blockquote":
        yield "quotes", words
    elif tag == "table" and not _only_places(element):
        cells = [cell for cell in element.iter() if cell.tag in {"td", "th"}]
        yield from (("cells", text) for cell in cells if (text := _words(cell)))
    elif tag == "iframe":
        yield "players", _address(element, "src")
    elif tag == "hr":
        yield "rules", ""


def _paragraphs(root: ET.Element) -> Iterator[str]:
    """Yield what stands between blocks and runs of line breaks."""
    runs: list[list[str]] = [[]]
    breaks = 0

    def text(piece: str | None) -> None:
        nonlocal breaks
        breaks = 0 if (piece or "").strip() else breaks
        runs[-1].append(piece or "")

    def walk(one: ET.Element) -> None:
        nonlocal breaks
        if _is_silent(one):
            return
        if one.tag == "pre":
            runs.extend([[_code(one)], []])
            return
        breaks += one.tag == "br"
        ends = one.tag in _BLOCKS or breaks > 1
        runs.append([]) if ends else runs[-1].append(" " * (one.tag == "br"))
        text(one.text)
        for child in one:
            walk(child)
            text(child.tail)
        if one.tag in _BLOCKS:
            runs.append([])

    walk(root)
    for run in runs:
        if words := " ".join(_INVISIBLE.sub("", "".join(run)).split()):
            yield words


def _is_silent(element: ET.Element) -> bool:
    tag: object = element.tag  # of a comment it is a function
    return not isinstance(tag, str) or tag in _SILENT


def _marks(element: ET.Element) -> Iterator[str]:
    """Yield the emphasis that an element begins, by its name or its style."""
    style = element.get("style", "")
    if element.tag in _STRONG and not _NOT_STRONG.search(style):
        yield "s"
    if element.tag in _EMPHASIS:
        yield "e"
    if element.tag in _STRUCK:
        yield "d"
    if element.tag in _STRONG | _EMPHASIS | {"span"}:
        yield from (mark for mark, meant in _STYLES.items() if meant.search(style))


def emphasised(html: str) -> list[str]:
    """Give every visible character with the emphasis that it stands in, so that it does not matter how runs are cut."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    found: list[str] = []

    def walk(one: ET.Element, marks: str) -> None:
        if _is_silent(one) or one.tag in _HEADINGS:
            return
        own = "".join(sorted({*marks, *_marks(one)}))
        found.extend(f"{letter}{own}" for letter in one.text or "" if own and not letter.isspace())
        for child in one:
            walk(child, own)
            found.extend(f"{letter}{own}" for letter in child.tail or "" if own and not letter.isspace())

    walk(root, "")
    return found


def _f1(wanted: list[str], got: list[str]) -> float:
    hits = sum((Counter(wanted) & Counter(got)).values())
    return 2 * hits / (len(wanted) + len(got))


def scores(body: str, shown: str) -> dict[str, float]:
    """Return the score of each construct that one of the two has."""
    wanted, got = seen(body), seen(shown)
    wanted["emphasis"], got["emphasis"] = emphasised(body), emphasised(shown)
    made = {
        name: _f1(wanted.get(name, []), got.get(name, []))
        for name in {*wanted, *got}
        if wanted.get(name) or got.get(name)
    }
    if wanted["words"] or got["words"]:
        made["words"] = SequenceMatcher(None, wanted["words"], got["words"], autojunk=False).ratio()
    return made


def renderers(*, html: bool) -> dict[str, Callable[[str], str]]:
    """Return independent renderers of GFM."""
    options = Options.CMARK_OPT_UNSAFE if html else 0
    extensions = ["table", "strikethrough", "autolink"]
    it = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    return {
        "cmark-gfm": lambda text: str(
            cmarkgfm.markdown_to_html_with_extensions(text, options=options, extensions=extensions)
        ),
        "markdown-it": lambda text: str(it.render(text)),
    }


def measured(folder: Path, *, html: bool) -> tuple[dict[str, float], dict[str, float]]:
    """Return the mean score of every construct, and the score of every body; the worst of the renderers counts."""
    by_construct: dict[str, list[float]] = {}
    by_body: dict[str, float] = {}
    for path in sorted(folder.glob("*.html")):
        body = path.read_text(encoding="utf-8")
        markdown = to_markdown(body, raw_html=html)
        worst = min(
            (scores(body, render(markdown)) for render in renderers(html=html).values()),
            key=lambda one: sum(one.values()) / len(one),
        )
        by_body[path.stem] = sum(worst.values()) / len(worst)
        for name, score in worst.items():
            by_construct.setdefault(name, []).append(score)
    return {name: sum(found) / len(found) for name, found in sorted(by_construct.items())}, by_body


def main() -> int:
    """Print the scores; 1 if the overall one is below what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=BODIES)
    parser.add_argument("--no-html", action="store_true")
    parser.add_argument("--least", type=float, default=0.0)
    given = parser.parse_args()
    by_construct, by_body = measured(given.folder, html=not given.no_html)
    for name, score in [*by_construct.items(), *((name, score) for name, score in by_body.items() if score < 1)]:
        print(f"{name:24} {score:.3f}")
    overall = sum(by_body.values()) / max(1, len(by_body))
    print(f"{'overall':24} {overall:.3f} over {len(by_body)} bodies")
    return 0 if overall >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
