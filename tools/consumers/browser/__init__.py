"""Debian's Chromium, driven headless: what a person meets in the browsable copy, and what axe-core finds in it."""

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from migrator.formats.html.search import Terms
from tools.consumers.debian import debian_installed
from tools.consumers.node import npm_installed
from tools.consumers.results import Result
from tools.consumers.shell import run

_SCRIPT = Path(__file__).with_name("check.cjs")
_LARGEST = 1_000_000
"""Bytes of a page: on the one of 10 MB in the torture blog, axe-core alone takes minutes."""
_PLAIN = frozenset({"a", "b", "br", "div", "em", "i", "li", "p", "span", "strong", "ul"})
_EVERY = 8


def installed(cache: Path) -> str:
    """Install Chromium from Debian, its driver and axe-core from npm; gives the version."""
    debian_installed(["chromium"], ["chromium", "fonts-dejavu-core"], cache)
    npm_installed(cache / "html")
    said = run([chromium(), "--version"], cache)
    return next((line for line in said.splitlines() if "Chromium" in line), said).strip()


def browsed(copy: Path, cache: Path, work: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Let the browser look at a copy; `asked` and what it answers are told in `check.cjs`."""
    config = {"modules": str(cache / "html/node_modules"), "chromium": chromium(), "folder": str(copy), **asked}
    (work / "browser.json").write_text(json.dumps(config), encoding="utf-8")
    said = run(["node", _SCRIPT, work / "browser.json"], work, seconds=1800)
    answered: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return answered


def count_in(result: Result, answered: dict[str, Any]) -> None:
    """Count what the browser found, kind by kind; its problems are told as they are."""
    for kind, (good, seen) in answered["counts"].items():
        result.held[kind], result.expected[kind] = good, seen
    result.problems += answered["problems"]


def looked_at(copy: Path, pages: dict[Path, etree._Element]) -> list[str]:
    """Choose pages: every list, every body with anything but plain paragraphs, of the others every eighth."""
    chosen: list[str] = []
    others: list[str] = []
    for path in sorted(pages):
        if path.stat().st_size > _LARGEST:
            continue
        name = path.relative_to(copy).as_posix()
        bodies = [one for one in pages[path].iter("div") if "body" in (one.get("class") or "").split()]
        plain = all(one.tag in _PLAIN and not one.get("style") for body in bodies for one in body.iterdescendants())
        is_list = not bodies and not re.match(r"search/label|\d{4}/", name)
        (chosen if is_list or not plain else others).append(name)
    return chosen + others[::_EVERY]


def rare_words(texts: dict[str, str], most: int) -> list[dict[str, str]]:
    """Return words that a single post has, with its path: what a reader would search for."""
    seen: dict[str, list[str]] = {}
    for path, text in texts.items():
        for word in dict.fromkeys(re.findall(r"[^\W\d_]{4,20}", text)):
            seen.setdefault(word.lower(), []).append(path)
    single: dict[str, str] = {}
    for word, paths in seen.items():
        # A beginning of another word finds that one's posts as well.
        if len(paths) == 1 and paths[0] not in single and not any(
            other != word and other.startswith(word) for other in seen
        ):  # fmt: skip
            single[paths[0]] = word
        if len(single) == most:
            break
    return [{"word": word, "path": path} for path, word in single.items()]


def every_letter() -> Iterator[str]:
    """Yield all letters, digits and marks of the first three planes that this Python knows, some at a time."""
    for start in range(0, 0x30000, 128):
        known = [chr(number) for number in range(start, start + 128) if unicodedata.category(chr(number))[0] in "LNM"]
        if known:
            yield " ".join(known)


def same_terms(texts: Sequence[str], answered: Sequence[Sequence[str]], result: Result) -> None:
    """Hold the terms into which the page cuts texts against those of the index."""
    terms = Terms()
    for text, theirs in zip(texts, answered, strict=True):
        ours = terms.of(text)
        differing = next((pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), "their number")
        result.count("index terms", good=list(theirs) == ours, problem=f"{text[:40]!r}: {differing}")


def chromium() -> str:
    """Return the program."""
    return shutil.which("chromium") or "chromium"
