"""One post of the archive beside the same post of an export."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from migrator.addresses import images as pictures
from migrator.check.exported.targets import Targets
from migrator.content.lost import replace_lost
from migrator.content.text import element_text, words_of
from migrator.content.tree import parse_fragment
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.times import answered
from migrator.formats.html.pages import words_for
from migrator.model.ports import ArchiveView
from migrator.model.schema import MediaStatus, Post

_WORD = re.compile(r"\w+")
_SHOWN = 5
_Held = Mapping[str, tuple[str, str]]
"""(path, SHA-256) of a post's held media, by what is the same in all addresses of a medium."""
_NO_DATES = frozenset({"draft", "scheduled"})


@dataclass(slots=True)
class Comparison:
    """Compares post by post; `compared` counts what was."""

    view: ArchiveView
    targets: Targets
    with_comments: bool
    tells_lost: bool = False
    """Whether the form says where a picture stood that nobody has any more."""
    compared: dict[str, int] = field(default_factory=dict)

    def differences(self, post: Post, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        """Yield (what differs, how) for everything that the form holds."""
        root, held = parse_fragment(post.content_html), self._held(post)
        if self.tells_lost:
            replace_lost(root, self._lost(post), words_for(self.view.blog().language).picture)
        yield from self._facts(post, found)
        yield from self._text(element_text(root), found)
        yield from self._images(root, held, found)
        yield from self._links(root, held, found)
        yield from self._address(post, found)

    def _count(self, what: str, many: int = 1) -> None:
        self.compared[what] = self.compared.get(what, 0) + many

    def _facts(self, post: Post, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        # What has no title gets one of the target's where that demands one.
        if found.title is not None and words_of(post.title):
            self._count("titles")
            if _same(post.title) != _same(found.title):
                yield "title", f"“{post.title}” became “{found.title}”"
        if post.published and (found.published or post.status.value not in _NO_DATES):
            self._count("dates")
            if not same_time(post.published, found.published):
                yield "date", f"{post.published} became {found.published}"
        if found.labels is not None:
            self._count("labels", len(post.labels))
            named, theirs = {self._label(one) for one in post.labels}, {self._label(one) for one in found.labels}
            if named != theirs:
                yield "labels", f"{', '.join(sorted(named))} became {', '.join(sorted(theirs))}"
        if found.comments is not None and self.with_comments:
            mine = len(post.comments if self.targets.facts.removed_comments else answered(post.comments))
            self._count("comments", mine)
            if len(found.comments) != mine:
                yield "comments", f"{mine} in the archive, {len(found.comments)} in the export"

    def _label(self, name: str) -> str:
        """Return a label as it is compared."""
        return words_of(name).lstrip(self.targets.facts.label_signs)

    def _text(self, text: str, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        self._count("texts")
        mine, theirs = _letters(text), _letters(found.text)
        if mine != theirs:
            at = next((at for at, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]), None)
            at = min(len(mine), len(theirs)) if at is None else at
            yield "text", f"…{mine[max(0, at - 15) : at + 25]!r} became …{theirs[max(0, at - 15) : at + 25]!r}"

    # -- pictures -----------------------------------------------------------------------------------------------------

    def _images(self, root: etree._Element, held: _Held, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        """Every held picture of the body is a file of the export with the same bytes, where the form takes files."""
        wanted = [held[key] for one in root.iter("img") if (key := pictures.key(one.get("src") or "")) in held]
        self._count("images", len(wanted))
        if not self.targets.takes_files:
            if len(found.images) != len(list(root.iter("img"))):
                yield "images", f"{len(list(root.iter('img')))} in the archive, {len(found.images)} in the export"
            return
        shown = {self.targets.digest(found, source) for source in found.images}
        lost = [path for path, sha256 in wanted if sha256 not in shown]
        if lost:
            names = ", ".join(dict.fromkeys(lost).keys())
            yield "images", f"the export shows no file with the content of {names}"
        for source in found.images:
            if self.targets.is_inside(source) and self.targets.digest(found, source) is None:
                yield "images", f"{source} is no file of the export"

    def _held(self, post: Post) -> _Held:
        """Return (path, digest) of the post's held media, by what is the same in all their addresses."""
        found: dict[str, tuple[str, str]] = {}
        for name in post.media:
            one = self.view.media_by_id(name)
            if one is not None and one.status is MediaStatus.HELD and one.path and one.sha256:
                found |= {pictures.key(url): (one.path, one.sha256) for url in (one.url, *one.urls)}
        return found

    def _lost(self, post: Post) -> frozenset[str]:
        found = (self.view.media_by_id(name) for name in post.media)
        missing = [one for one in found if one is not None and one.status is MediaStatus.MISSING]
        return frozenset(pictures.key(url) for one in missing for url in (one.url, *one.urls))

    # -- links --------------------------------------------------------------------------------------------------------

    def _links(self, root: etree._Element, held: _Held, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        """Links that lead elsewhere are there; those that stay in the export, or lead to held files, arrive."""
        written = [one.get("href") or "" for one in root.iter("a") if _shows(one)]
        # A link to a held picture leads to its file, or in a form without files to where it was.
        wanted = {self.targets.outside(one) for one in written if pictures.key(one) not in held} - {""}
        self._count("links", len(wanted))
        theirs = {self.targets.outside(one) for one in found.links}
        lost = sorted(wanted - theirs)
        if lost:
            more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
            yield "links", f"not in the export: {', '.join(lost[:_SHOWN])}{more}"
        for link in dict.fromkeys(found.links):
            if self.targets.is_inside(link):
                self._count("links")
                if not self.targets.arrives(found, link):
                    yield "links", f"{link} leads nowhere in the export"

    def _address(self, post: Post, found: ReadbackPost) -> Iterator[tuple[str, str]]:
        """The old address shows the post, or leads on."""
        old = self.targets.old_path(post)
        if old:
            self._count("old addresses")
            if not self.targets.keeps(found, old):
                yield "old address", f"nothing in the export stands at {old} or leads on from there"


def _shows(link: etree._Element) -> bool:
    """Whether a link shows anything that one could follow."""
    return bool(element_text(link)) or next(link.iter("img", "video", "iframe", "object"), None) is not None


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", words_of(text))


def _letters(text: str) -> str:
    """Return letters and digits alone: renderers differ in white space and in marks that they escape."""
    return "".join(_WORD.findall(unicodedata.normalize("NFC", text)))


def same_time(told: str, other: str | None) -> bool:
    """Whether two times are the same instant, to the second; of a bare day, whether the day is the same."""
    if not other:
        return False
    if len(told) == 10 or len(other) == 10:
        return told[:10] == other[:10]
    try:
        mine, theirs = (datetime.fromisoformat(one.replace(" ", "T")) for one in (told, other))
    except ValueError:
        return False
    if mine.tzinfo is None or theirs.tzinfo is None:
        return mine.replace(tzinfo=None) == theirs.replace(tzinfo=None)
    return abs((mine - theirs).total_seconds()) < 1
