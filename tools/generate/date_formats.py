# Run by a maintainer, by hand, when Babel has newer data.
"""Build migrator/formats/html/templates/dates.json, how each language prints a date, from Babel's copy of CLDR.

Run it when Babel has newer data; the result is committed, so that the program itself does not need Babel.
"""

import json
import re
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import get_datetime_format

from tools.generate.dates import LANGUAGES

TARGET = Path(__file__).parents[2] / "migrator" / "formats" / "html" / "templates" / "dates.json"

# Regions whose blogs Blogger has an interface for, or that print dates in another way than their language alone.
REGIONS = ("de-AT", "de-CH", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-ZA", "es-419", "es-MX", "es-US",
           "fr-CA", "fr-CH", "it-CH", "nl-BE", "pt-PT", "zh-HK", "zh-TW")  # fmt: skip
_SIGNS = re.compile(r"'[^']*'|([A-Za-z])\1*")
KNOWN = frozenset({"y", "M", "MM", "MMM", "MMMM", "LLLL", "d", "dd", "H", "HH", "h", "hh", "mm", "a"})


def main() -> None:
    """Write the file."""
    found: dict[str, dict[str, object]] = {}
    for language in (*sorted(LANGUAGES), *REGIONS):
        told = facts(language)
        base = language.partition("-")[0]
        if told is not None and (base == language or told != found.get(base)):
            found[language] = told
    rows = ",\n".join(f" {json.dumps(name)}: {json.dumps(told, ensure_ascii=False)}" for name, told in found.items())
    TARGET.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(found)} languages, {TARGET.stat().st_size:,} bytes")


def facts(language: str) -> dict[str, object] | None:
    """Return the patterns and names of a language; None where CLDR does not know it."""
    try:
        locale = Locale.parse({"no": "nb", "fil": "fil"}.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    date = str(locale.date_formats["long"].pattern)
    time = str(locale.time_formats["short"].pattern)
    both = str(get_datetime_format("long", locale=locale)).replace("{1}", date).replace("{0}", time)
    month = str(locale.datetime_skeletons["yMMMM"].pattern)
    era = locale.eras["abbreviated"][1]
    named = {
        name: _spelt(pattern, era, language) for name, pattern in (("date", date), ("time", both), ("month", month))
    }
    periods = locale.day_periods["format"]["abbreviated"]
    return {
        **named,
        "months": [str(locale.months["format"]["wide"][number]) for number in range(1, 13)],
        "short": [str(locale.months["format"]["abbreviated"][number]) for number in range(1, 13)],
        "alone": [str(locale.months["stand-alone"]["wide"][number]) for number in range(1, 13)],
        "halves": [str(periods["am"]), str(periods["pm"])],
    }


def _spelt(pattern: str, era: str, language: str) -> str:
    """Return a pattern in the signs that the program knows, the era written out."""
    pattern = re.sub("G+", f"'{era}'", pattern)
    # Parts of the day (`B`: in the morning) are more than a time on a page needs.
    pattern = re.sub("B+", "a", pattern).replace("yyyy", "y")
    unknown = {match[0] for match in _SIGNS.finditer(pattern) if match[1]} - KNOWN
    if unknown:
        raise SystemExit(f"{language}: nothing knows {', '.join(sorted(unknown))} in {pattern!r}")
    return pattern


if __name__ == "__main__":
    main()
