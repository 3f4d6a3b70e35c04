"""What a captured document told when it came: read again, with what was known of the blog at that time."""

from dataclasses import dataclass

from migrator.merge import ONLY_NAMING, Evidence, evidence_for
from migrator.model.documents import PageType, Parsed
from migrator.model.notices import Notice
from migrator.pages.rules.rules import ThemeRules
from migrator.parsing.document import parse_document
from migrator.sources.window import Window
from migrator.store import Archive, Captured


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A document read again; without `evidence` it tells nothing that the archive keeps."""

    parsed: Parsed
    evidence: Evidence | None
    notices: tuple[Notice, ...] = ()


def guidance_of(archive: Archive) -> ThemeRules:
    """Return what the archive knows of the blog's theme."""
    return ThemeRules.of_texts(*archive.settings.theme_rules())


def evidence_of(archive: Archive, parsed: Parsed, as_of: str) -> Evidence:
    """Return what a document of a time is worth: its kind, and whether the blog's feed was found whole then."""
    settings = archive.settings
    return evidence_for(
        parsed,
        as_of=as_of,
        trusted_feed=settings.feed_is_whole(as_of),
        whole_posts=settings.feed_proven(as_of),
    )


def recall(archive: Archive, captured: Captured, guidance: ThemeRules) -> Recalled:
    """Read a captured document as the run read it that captured it."""
    parsed = parse_document(captured.page, guidance)
    if parsed.page_type in {PageType.UNKNOWN, PageType.ERROR}:
        return Recalled(parsed=parsed, evidence=None, notices=parsed.notices)
    since, until = archive.settings.window(captured.as_of)
    parsed = Window(since=since, until=until).cut(parsed)
    evidence = evidence_of(archive, parsed, captured.as_of)
    if evidence.source in ONLY_NAMING and archive.settings.feeds_only_name(captured.as_of):
        return Recalled(parsed=parsed, evidence=None)
    return Recalled(parsed=parsed, evidence=evidence, notices=parsed.notices)
