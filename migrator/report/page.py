"""The report as one page that needs nothing else: no script, no request; light and dark, screen and paper. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from migrator.report import drawings
from migrator.report.values import ArchiveSummary, Compared

_TOP_LABELS, _TOP_AUTHORS, _RUNS, _PERIODS, _DAMAGED, _REASONS = 20, 12, 30, 36, 100, 20
_STATES = {
    "held": "on disk, with a digest of their bytes",
    "missing": "asked for, and no usable file came",
    "skipped": "not asked for: left out by an option, robots.txt or a bound",
    "wanted": "not asked for yet",
}
_DATES = {
    "offset": "an instant with the blog's own UTC offset",
    "instant": "an instant of which nobody tells the UTC offset",
    "day": "only the day is known",
    "unknown": "no date is known, or it has two readings",
}
_BODIES = {
    "full": "the whole text",
    "guessed": "the whole text, found by general rules",
    "cut": "cut short, at the jump break or by a list",
    "snippet": "a few words alone",
    "none": "no text",
}
_CHANGES = {
    "new": "new posts",
    "edited": "edited",
    "removed": "removed",
    "back": "back again",
    "comments": "new comments",
    "comments_removed": "comments removed",
}
_EXITS = {None: "did not end", 0: "complete", 3: "something is missing", 130: "stopped by hand"}


def rendered(survey: ArchiveSummary, *, back: str = "") -> str:
    """Return the page; `back` is where a link above it leads, if it is one of several."""
    whole = [one for one in survey.compared if not one.period]
    years = drawings.years_of(_either(survey))
    text = _environment().get_template("report.html").render(
        survey=survey,
        back=back,
        verdict=verdict(survey),
        heat=drawings.heat_map(survey.posts_by_month, years),
        years=_by_year(survey, years),
        columns=drawings.columns(survey.comments_by_month, years),
        undated_posts=survey.posts_by_month.get("", 0),
        undated_comments=survey.comments_by_month.get("", 0),
        labels=drawings.bars(_most(survey.labels, _TOP_LABELS)),
        top_labels=_most(survey.labels, _TOP_LABELS),
        rest_labels=_rest(survey.labels, _TOP_LABELS),
        authors=drawings.bars(_named(_most(survey.authors, _TOP_AUTHORS))),
        top_authors=_named(_most(survey.authors, _TOP_AUTHORS)),
        rest_authors=_rest(survey.authors, _TOP_AUTHORS),
        media=drawings.shares((state, _STATES.get(state, ""), count) for state, count, _ in survey.media),
        media_bytes=sum(size for *_, size in survey.media),
        reasons=list(survey.media_failures.items())[:_REASONS],
        rest_reasons=_rest(tuple(survey.media_failures.items()), _REASONS),
        dates=_shares(survey.dates, _DATES),
        bodies=_shares(survey.bodies, _BODIES),
        sources=drawings.held_of_wanted([(one.source, one.held, one.wanted) for one in whole]),
        whole=whole,
        short=_short(survey)[:_PERIODS],
        rest_short=max(0, len(_short(survey)) - _PERIODS),
        damaged=(survey.damaged or ())[:_DAMAGED],
        rest_damaged=max(0, len(survey.damaged or ()) - _DAMAGED),
        runs=survey.runs[:_RUNS],
        rest_runs=max(0, len(survey.runs) - _RUNS),
        width=drawings.WIDTH,
    )  # fmt: skip
    return text.encode("utf-8", "replace").decode("utf-8")


def verdict(survey: ArchiveSummary) -> str:
    """Say in one sentence how it stands with the archive."""
    missing = sum(one.count for one in survey.missing)
    lacks = f"{missing:,} {'thing is' if missing == 1 else 'things are'} missing or failed" if missing else ""
    if survey.damaged:
        return f"Damaged: {len(survey.damaged):,} of its files or records. {lacks or 'Nothing is missing'}."
    if survey.damaged is None:
        return f"{lacks or 'Nothing that the blog tells of is missing'}; no file was held against its digest."
    return f"Undamaged; {lacks}." if missing else "Complete as far as the blog tells, and undamaged."


@cache
def _environment() -> Environment:
    text = files("migrator.report").joinpath("templates", "report.html.j2").read_text(encoding="utf-8")
    made = Environment(
        loader=DictLoader({"report.html": text}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = lambda count: f"{count:,}"
    made.filters["size"] = size
    made.filters["moment"] = lambda time: (time or "")[:16].replace("T", " ")
    made.filters["changes"] = changes
    made.filters["outcome"] = lambda code: _EXITS.get(code, f"failed ({code})")
    made.filters["shortened"] = drawings.shortened
    return made


def size(count: int) -> str:
    """Write a number of bytes for people."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:,.0f} {unit}" if unit == "bytes" or amount >= 100 else f"{amount:,.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"


def changes(counts: Mapping[str, int]) -> str:
    """Write what a run changed: `3 new posts, 1 edited`."""
    return ", ".join(f"{counts[name]:,} {words}" for name, words in _CHANGES.items() if counts.get(name))


def _shares(counts: Mapping[str, int], meanings: Mapping[str, str]) -> tuple[drawings.Share, ...]:
    return drawings.shares((name, meaning, counts.get(name, 0)) for name, meaning in meanings.items())


def _either(survey: ArchiveSummary) -> Mapping[str, int]:
    """Count posts and comments together: both are drawn on one line of time."""
    return Counter(survey.posts_by_month) + Counter(survey.comments_by_month)


def _by_year(survey: ArchiveSummary, years: Sequence[str]) -> list[tuple[str, list[int], int, int]]:
    """Return (year, posts of its months, posts, comments), oldest first."""
    comments: Counter[str] = Counter()
    for month, count in survey.comments_by_month.items():
        comments[month[:4]] += count
    rows = []
    for year in (year for year in years if year.isdigit()):
        months = [survey.posts_by_month.get(f"{year}-{month:02d}", 0) for month in range(1, 13)]
        rows.append((year, months, sum(months) + survey.posts_by_month.get(year, 0), comments[year]))
    return rows


def _most(rows: tuple[tuple[str, int], ...], many: int) -> list[tuple[str, int]]:
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:many]


def _rest(rows: tuple[tuple[str, int], ...], many: int) -> tuple[int, int]:
    """Return how many rows are not among the first, and what they add up to."""
    left = sorted((count for _, count in rows), reverse=True)[many:]
    return len(left), sum(left)


def _named(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(name or "(nobody tells)", count) for name, count in rows]


def _short(survey: ArchiveSummary) -> list[Compared]:
    """Return the periods of which a source tells more than is held."""
    return [one for one in survey.compared if one.period and one.wanted > one.held]
