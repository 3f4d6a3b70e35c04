# Run by a maintainer, by hand, when the reading of dates changes.
"""Print how printed dates of every language and format are read: right / unread / wrong. Exit code 1 if any is wrong.

The dates are written by Babel from CLDR (its four widths, its times, US order in every language as Blogger offers it),
so this proves completeness, not that Blogger prints so.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product

from babel import Locale, localedata
from babel.dates import format_date, format_time

from migrator.dates import parse_date
from migrator.dates.tables import language_codes
from tools.generate.babel_releases import VERSIONS, using

REGIONS = ("en-US", "en-GB", "es-419", "fr-CA", "pt-PT", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans-CN", "sr-Latn-RS")
DAYS = tuple(date(year, month, day) for year in (2006, 2018) for month in range(1, 13) for day in (1, 9, 12, 28))
MOMENTS = tuple(datetime(2018, 2, 12, hour, 5) for hour in (0, 3, 9, 12, 15, 23))
CLOCKS = ("short", "h:mm a", "HH:mm", "H.mm")

# Blogger offers US order in every language, with that language's names.
PATTERNS = {
    "full": "full",
    "long": "long",
    "medium": "medium",
    "short": "short",
    "US full": "EEEE, MMMM d, y",
    "US padded": "EEEE, MMMM dd, y",
    "US long": "MMMM d, y",
    "US medium": "MMM d, y",
    "d MMM y": "d MMM y",
    "y-MM-dd": "y-MM-dd",
    "y/MM/dd": "y/MM/dd",
    "M/d/y": "M/d/y",
    "dd/MM/y": "dd/MM/y",
    "d.M.yy": "d.M.yy",
}


# The zeros of the scripts that have digits of their own.
ZEROS = {
    "ar": 0x660, "fa": 0x6F0, "ur": 0x6F0, "hi": 0x966, "mr": 0x966, "bn": 0x9E6, "pa": 0xA66, "gu": 0xAE6, "or": 0xB66,
    "ta": 0xBE6, "te": 0xC66, "kn": 0xCE6, "ml": 0xD66, "th": 0xE50,
}  # fmt: skip
NATIVE = "--native" in sys.argv


def digits(text: str, language: str) -> str:
    """Return a text in the digits that were asked for."""
    zero = ZEROS[language] if NATIVE else ord("0")
    return text.translate({ord("0") + value: chr(zero + value) for value in range(10)})


def locale_name(tag: str) -> str:
    """Return CLDR's name for one of our tags."""
    return {"no": "nb"}.get(tag, tag).replace("-", "_")


def locale_of(tag: str) -> Locale:
    """Return CLDR's locale of one of our tags."""
    return Locale.parse(locale_name(tag))


def written(locale: Locale, pattern: str) -> Iterator[tuple[date, str]]:
    """Yield (day, text); Thai years are of the Buddhist era."""
    for day in DAYS:
        text = format_date(day, format=pattern, locale=locale)
        if locale.language == "th" and pattern in {"full", "long", "medium"}:
            text = text.replace(str(day.year), str(day.year + 543)).replace("ค.ศ.", "พ.ศ.")
        yield day, digits(text, locale.language)


def tally(cases: Iterator[tuple[date, str]], tag: str | None) -> Counter[str]:
    """Count right, unread and wrong readings."""
    found: Counter[str] = Counter()
    for day, text in cases:
        value = parse_date(text, locale=tag).value
        found["right" if value == day.isoformat() else "unread" if value is None else "wrong"] += 1
        if value not in {None, day.isoformat()}:
            print(f"wrong: {text!r} means {day}, was read {value}", file=sys.stderr)
    return found


def clock(tag: str, locale: Locale) -> Counter[str]:
    """Count how times beside the locale's own dates are read."""
    found: Counter[str] = Counter()
    for moment, pattern in product(MOMENTS, CLOCKS):
        other = moment.replace(hour=(moment.hour + 12) % 24)
        if format_time(moment, pattern, locale=locale) == format_time(other, pattern, locale=locale):
            continue  # Malay in CLDR 1.6 writes `h:mm` alone: nobody could tell 3 from 15
        text = f"{format_date(moment, 'long', locale)} {format_time(moment, pattern, locale=locale)}"
        reading = parse_date(digits(text, locale.language), locale=tag)
        wanted = ("2018-02-12", f"{moment:%H:%M}")
        bad = reading.value not in {None, wanted[0]} or reading.time not in {None, wanted[1]}
        found["right" if (reading.value, reading.time) == wanted else "wrong" if bad else "unread"] += 1
        if bad:
            print(f"wrong: {text!r} means {wanted}, was read {reading}", file=sys.stderr)
    return found


def table(unknown: bool) -> Counter[str]:
    """Print the table by language and form of the release in use; return its sum."""
    total: Counter[str] = Counter()
    print("| language | " + " | ".join([*PATTERNS, "long with time"]) + " |")
    print("|---" * (len(PATTERNS) + 2) + "|")
    for tag in known_tags():
        results = counts(tag, unknown)
        total.update(sum(results, Counter()))
        print(f"| {tag} | " + " | ".join(f"{r['right']}/{r['unread']}/{r['wrong']}" for r in results) + " |")
    return total


def known_tags() -> list[str]:
    """Return our languages and regions, as far as the release in use has them."""
    listed = set(localedata.locale_identifiers())
    tags = sorted(ZEROS if NATIVE else [*language_codes(), *REGIONS])
    return [tag for tag in tags if locale_name(tag) in listed]


def counts(tag: str, unknown: bool) -> list[Counter[str]]:
    """Return the counts of one language, by form."""
    locale, told = locale_of(tag), None if unknown else tag
    results = [tally(written(locale, pattern), told) for pattern in PATTERNS.values()]
    return [*results, Counter() if unknown else clock(tag, locale)]


def main() -> int:
    """Print the table; --unknown: the page names no language; --releases: sums by Babel; --native: native digits."""
    unknown = "--unknown" in sys.argv
    wrong = 0
    if "--releases" not in sys.argv:
        total = table(unknown)
        print(f"\nright {total['right']}, unread {total['unread']}, wrong {total['wrong']}")
        return bool(total["wrong"])
    print("| Babel | right | unread | wrong |\n|---|---|---|---|")
    for version in VERSIONS:
        with using(version):
            total = sum((sum(counts(tag, unknown), Counter()) for tag in known_tags()), Counter())
        wrong += total["wrong"]
        print(f"| {version} | {total['right']} | {total['unread']} | {total['wrong']} |", flush=True)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
