"""What `migrate parse --explain` says: which rule gave each field, and a rules file to begin with."""

from collections.abc import Iterator

from migrator.cli.summary import table
from migrator.documents import PageType, Parsed, RawPage
from migrator.exporters.json import JsonObject
from migrator.themes.drafting import draft_rules
from migrator.themes.rules import write_rules

_SINGLE = frozenset({PageType.POST, PageType.PAGE, PageType.UNKNOWN})


def explanation(page: RawPage, parsed: Parsed) -> JsonObject:
    """Give `rungs` (field → the rule that gave it) and `rules` (a drafted rules file, empty for lists and feeds)."""
    single = parsed.page_type in _SINGLE and len(parsed.posts) == 1
    return {"rungs": dict(parsed.rungs), "rules": write_rules(draft_rules(page, parsed)) if single else ""}


def explanation_lines(explained: JsonObject) -> Iterator[str]:
    """Write an explanation for people."""
    rungs, rules = explained["rungs"], explained["rules"]
    yield "Which rule gave each field:"
    if isinstance(rungs, dict) and rungs:
        yield from table((name, str(rung)) for name, rung in rungs.items())
    else:
        yield "  none: a feed, a sitemap or nothing that we can read"
    if isinstance(rules, str) and rules:
        yield "A rules file that reads this page so; correct what is wrong and give it with --rules:"
        yield ""
        yield from rules.splitlines()
