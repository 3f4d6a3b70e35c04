"""Reading one export back from beginning to end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress
from migrator.check.exported.compare import Comparison
from migrator.check.exported.targets import Targets
from migrator.export.losses import selection_of
from migrator.export.selection import SelectedView
from migrator.formats import registry
from migrator.formats.common.found import Spool
from migrator.formats.common.place import ExportFolder
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView
from migrator.store import Archive

# What an export itself says that it could not take along: `losses.json`.

# What is compared, and the words in losses and codes of notices by which an export tells that this may differ.
_SIMPLIFIED = ("simplified",)
_WORDS = {
    "post": ("drafts and scheduled",),
    "title": ("title",),
    "date": ("date-assumed", "only the day"),
    "text": _SIMPLIFIED,
    "links": _SIMPLIFIED,
    "images": _SIMPLIFIED,
    "old address": ("renamed", "redirect-dropped"),
}


class DeclaredLosses:
    """Losses and notices of an export, by post."""

    def __init__(self, losses: Mapping[str, object]) -> None:
        self._by_post: dict[str, list[str]] = {}
        for one in _objects(losses.get("losses")):
            self._by_post.setdefault(str(one.get("url")), []).append(str(one.get("what")))
        for one in _objects(losses.get("notices")):
            self._by_post.setdefault(str(one.get("url")), []).append(str(one.get("code")))

    def of(self, url: str, what: str) -> str:
        """Return by what the export tells that this of a post differs; empty if by nothing."""
        words = _WORDS.get(what, ())
        return next((said for said in self._by_post.get(url, ()) if any(word in said for word in words)), "")


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# What reading an export back has shown.


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCheck:
    """The result of comparing an export with the archive.

    `compared` counts what was compared, by what it is (`posts`, `texts`, `links` …); `differing` names every difference
    with the post's URL; `remarks` what differs and was told by the export itself (`losses.json`); `asked` is what the
    export was asked for, as it noted it itself.
    """

    format: str
    place: str
    compared: dict[str, int] = field(default_factory=dict)
    differing: tuple[Notice, ...] = ()
    remarks: tuple[Notice, ...] = ()
    asked: dict[str, object] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 the export holds what the archive holds, 3 something named differs."""
        return 3 if self.differing else 0


def verify_export(archive: Archive, folder: Path) -> ExportCheck:
    """Read an export back and compare it with the archive, post by post.

    UnreadableInput where the folder holds no export of ours, ExportDamaged where a file of it can't be read any more.
    """
    place = ExportFolder(folder)
    form = registry.format_of(place)
    asked = place.losses.get("asked")
    asked = asked if isinstance(asked, dict) else {}
    selection = selection_of(asked)
    whole = archive.view()
    view: ArchiveView = whole if selection is None else SelectedView(whole, selection)
    base_url = str(asked.get("base_url") or "")
    targets = Targets(
        place=place,
        facts=form.facts,
        address=BlogAddress(view.blog().url, view.aliases()),
        prefix=split_url(base_url).path.rstrip("/"),
        base_url=base_url,
    )
    with Spool() as spool:
        for found in form.posts(place):
            targets.note(found)
            spool.add(targets.on_the_blog(found))
        comparison = Comparison(
            view=view,
            targets=targets,
            with_comments=selection is None or selection.comments,
            tells_lost=form.facts.layout is not None,
        )
        differing, remarks = _compare(view, spool, comparison, DeclaredLosses(place.losses))
        compared = {"posts": spool.count, **dict(sorted(comparison.compared.items()))}
    return ExportCheck(
        format=form.name,
        place=str(folder),
        compared=compared,
        differing=tuple(differing),
        remarks=tuple(remarks),
        asked=asked,
    )


def _compare(
    view: ArchiveView, spool: Spool, comparison: Comparison, told: DeclaredLosses
) -> tuple[list[Notice], list[Notice]]:
    """Return what differs, and what differs and was told by the export itself."""
    differing: list[Notice] = []
    remarks: list[Notice] = []
    for post in view.posts():
        found = spool.take((post.id, post.platform_id), post.url)
        if found is None:
            known = told.of(post.url, "post")
            detail = "it is not in the export" + (f", which says so: {known}" if known else "")
            (remarks if known else differing).append(_notice(post.url or post.id, detail))
            continue
        for what, how in comparison.differences(post, found):
            known = told.of(post.url, what)
            detail = f"{what}: {how} ({found.where}{f'; the export says so: {known}' if known else ''})"
            (remarks if known else differing).append(_notice(post.url or post.id, detail))
    differing += [_notice(one.url or one.where, f"the archive has no such post ({one.where})") for one in spool.left()]
    return differing, remarks


def _notice(url: str, detail: str) -> Notice:
    return Notice(code="export-differs", url=url, detail=detail)
