# Run by a maintainer, by hand, when Babel has newer data.
"""Build migrator/dates/cldr.json, the names and orders that printed dates need, from the CLDR of all Babel's releases.

    python -m tools.generate.dates

Blogger's pages were printed by every edition of CLDR since 2006, so the names of all count; the numeric orders are
those of one edition, beside which those of others stand as what leaves a date open. A name that is one month here and
another there would be no evidence and is left out. Run it when Babel has newer data (`babel_releases.VERSIONS`); the
result is committed, so that the program does not need Babel.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import TypedDict

from babel import Locale, localedata

from migrator.dates.tables import fold, tokens
from tools.generate.babel_releases import VERSIONS, using

TARGET = Path(__file__).parents[2] / "migrator" / "dates" / "cldr.json"

# Blogger's interface languages, and the CLDR languages whose names count for each.
LANGUAGES = {
    "af": "af", "am": "am", "ar": "ar", "bg": "bg", "bn": "bn", "ca": "ca", "cs": "cs", "da": "da", "de": "de",
    "el": "el", "en": "en", "es": "es", "et": "et", "eu": "eu", "fa": "fa", "fi": "fi", "fil": "fil", "fr": "fr",
    "gl": "gl", "gu": "gu", "he": "he", "hi": "hi", "hr": "hr", "hu": "hu", "id": "id", "is": "is", "it": "it",
    "ja": "ja", "kn": "kn", "ko": "ko", "lt": "lt", "lv": "lv", "ml": "ml", "mr": "mr", "ms": "ms", "nl": "nl",
    "no": "nb nn", "or": "or", "pa": "pa", "pl": "pl", "pt": "pt", "ro": "ro", "ru": "ru", "sk": "sk", "sl": "sl",
    "sr": "sr", "sv": "sv", "sw": "sw", "ta": "ta", "te": "te", "th": "th", "tr": "tr", "uk": "uk", "ur": "ur",
    "vi": "vi", "zh": "zh", "zu": "zu",
}  # fmt: skip

# Names of older editions of CLDR and of common use, which Blogger printed for years: language → month or weekday
# (0 is Monday) → names.
OLDER_MONTHS = {
    "ar": {1: "كانون الثاني|جانفي", 2: "شباط|فيفري", 3: "آذار", 4: "نيسان|أفريل", 5: "أيار|ماي", 6: "حزيران|جوان",
           7: "تموز|جويلية", 8: "آب|أوت", 9: "أيلول", 10: "تشرين الأول", 11: "تشرين الثاني", 12: "كانون الأول"},
    "bn": {1: "জানুয়ারী", 2: "ফেব্রুয়ারি", 8: "অগাস্ট"},
    "en": {9: "Sept"},
    "es": {9: "setiembre|set"},
    "eu": {1: "urtarrilak", 2: "otsailak", 3: "martxoak", 4: "apirilak", 5: "maiatzak", 6: "ekainak", 7: "uztailak",
           8: "abuztuak", 9: "irailak", 10: "urriak", 11: "azaroak", 12: "abenduak"},
    "gl": {1: "xaneiro", 6: "xuño", 7: "xullo"},
    "hi": {9: "सितम्बर|सितंबर", 10: "अक्तूबर|अक्टूबर", 11: "नवम्बर|नवंबर", 12: "दिसम्बर|दिसंबर"},
    "id": {2: "Pebruari", 8: "Agt", 11: "Nopember"},
    "ml": {5: "മെയ്"},
    "nl": {3: "mrt", 5: "mei"},
    "ro": {1: "ian", 6: "iun", 7: "iul"},
    "tr": {2: "Şub", 8: "Ağu"},
    "vi": {1: "tháng một|tháng giêng", 2: "tháng hai", 3: "tháng ba", 4: "tháng tư|tháng bốn", 5: "tháng năm",
           6: "tháng sáu", 7: "tháng bảy", 8: "tháng tám", 9: "tháng chín", 10: "tháng mười",
           11: "tháng mười một", 12: "tháng mười hai|tháng chạp"},
}  # fmt: skip
OLDER_WEEKDAYS = {
    "ar": {0: "الإثنين|اثنين", 1: "الثلاثاء", 2: "الاربعاء", 6: "الاحد"},
    "es": {2: "miercoles", 5: "sabado"},
    "fa": {3: "پنج‌شنبه|پنج شنبه|پنجشنبه", 1: "سه شنبه", 0: "دو شنبه", 5: "شنبه", 2: "چهار شنبه", 6: "یک شنبه"},
    "pt": {0: "segunda", 1: "terça", 2: "quarta", 3: "quinta", 4: "sexta"},
    "ur": {0: "سوموار"},
    "zh": {d: f"星期{n}|周{n}|週{n}|礼拜{n}|禮拜{n}" for d, n in enumerate("一二三四五六日")},
}

# Words inside dates that CLDR's patterns do not have: eras, ordinals, "the", "year".
GLUE = {
    "ca": ("de", "del", "d"), "da": ("den",), "el": ("του",), "en": ("the", "of", "st", "nd", "rd", "th"),
    "es": ("de", "del"), "fr": ("er", "le"), "gl": ("de", "do"), "hr": ("g",), "it": ("o",), "nl": ("de",),
    "no": ("den",), "pt": ("de", "o"), "ru": ("г", "года"), "sv": ("den",), "th": ("พ.ศ.", "ค.ศ.", "ที่", "ปี", "เดือน"),
    "uk": ("р", "року"), "vi": ("ngày", "năm"), "he": ("ב", "ה"), "de": ("der", "den"), "lt": ("m", "d"),
    "lv": ("gada", "g"), "hu": ("a", "az"), "sl": ("dne",), "mr": ("रोजी",), "bg": ("г",), "sr": ("г", "године"),
}  # fmt: skip

# Words for the halves of the day of older editions: language → before noon, after noon.
OLDER_PERIODS = {
    "af": ("vm.|voormiddag", "nm.|namiddag"), "am": ("ጡዋት|ጥዋት", "ከሳዓት|ከሰዓት"), "bn": ("পূর্বাহ্ণ|পূর্বাহ্ন", "অপরাহ্ণ|অপরাহ্ন"),
    "ca": ("a.m.", "p.m."), "cs": ("dop.|dopoledne", "odp.|odpoledne"), "da": ("fm.|f.m.", "em.|e.m."),
    "de": ("vorm.", "nachm."), "el": ("πμ", "μμ"), "et": ("e.k.", "p.k."), "fi": ("ap.", "ip."),
    "gl": ("a.m.", "p.m."), "gu": ("પૂર્વ મધ્યાહ્ન|પૂ.મ.", "ઉત્તર મધ્યાહ્ન|ઉ.મ."),
    "he": ("לפנה״צ|לפני הצהריים", "אחה״צ|אחר הצהריים"),
    "hi": ("पूर्वाह्न|पूर्वाह्न बजे", "अपराह्न"), "hr": ("prije podne", "popodne|poslije podne"),
    "hu": ("de.|délelőtt", "du.|délután"),
    "is": ("f.h.|fh.", "e.h.|eh."), "kn": ("ಪೂರ್ವಾಹ್ನ", "ಅಪರಾಹ್ನ"), "lt": ("pr.p.|priešpiet", "pop.|popiet"),
    "lv": ("priekšp.", "pēcp."), "ml": ("പൂര്‍വ്വാഹ്നം", "അപരാഹ്നം"), "mr": ("म.पू.|पूर्वाह्न", "म.उ.|अपराह्न"),
    "ms": ("PG", "PTG"), "nl": ("a.m.", "p.m."), "no": ("fm.", "em."), "or": ("ପୂର୍ବାହ୍ନ", "ଅପରାହ୍ନ"),
    "pa": ("ਪੂ.ਦੁ.|ਸਵੇਰੇ", "ਬਾ.ਦੁ.|ਸ਼ਾਮ"), "ru": ("дп", "пп"), "sk": ("dop.|dopoludnia", "pop.|popoludní"),
    "sl": ("dop.", "pop."), "sr": ("пре подне|пре|pre podne", "по подне|поподне|po podne"),
    "sv": ("fm|f.m.", "em|e.m."),
    "sw": ("asubuhi", "mchana|alasiri"), "ta": ("முற்பகல்|மு.ப.", "பிற்பகல்|பி.ப."), "te": ("పూర్వాహ్న", "అపరాహ్న"),
    "tr": ("ÖÖ", "ÖS"), "uk": ("дп", "пп"), "ur": ("ق.د.|قبل دوپہر", "ب.د.|بعد دوپہر"), "vi": ("SA", "CH"),
    "zh": ("上午", "下午"),
}  # fmt: skip

# 2.19 has Telugu's and Zulu's another way round than all editions before it.
ORDERS_OF = "2.18.0"

AM, PM = sum(1 << hour for hour in range(12)), sum(1 << hour for hour in range(12, 24))
_LITERAL = re.compile(r"'([^']*)'|([^A-Za-z']+)")
CONTEXTS = ("format", "stand-alone")
WIDTHS = ("wide", "abbreviated")


def key_of(name: str) -> str:
    """Return a name as the words under which it is looked up."""
    return " ".join(tokens(fold(name)))


@cache
def locales_of(language: str) -> tuple[Locale, ...]:
    """Return the CLDR locales of one of our languages: itself and its regions, in the scripts that Blogger writes."""
    wanted = tuple(LANGUAGES[language].split())
    found = []
    for name in sorted(localedata.locale_identifiers()):
        if name in wanted or name.startswith(tuple(f"{w}_" for w in wanted)):
            # Babel resolves aliases inside data that all locales share: without this, Hebrew months turn up in Thai.
            localedata._cache.clear()
            locale = Locale.parse(name)
            if not locale.variant and (not locale.script or language in {"sr", "zh"}):
                touch(locale)
                found.append(locale)
    return tuple(found)


def touch(locale: Locale) -> None:
    """Resolve everything that is read later, while the shared data is still this locale's own."""
    for table, contexts in ((locale.months, CONTEXTS), (locale.days, CONTEXTS), (locale.day_periods, CONTEXTS)):
        for context, width in product(contexts, WIDTHS):
            dict(table.get(context, {}).get(width, {}))
    read_patterns(locale)


def read_patterns(locale: Locale) -> list[str]:
    """Return the patterns of whole dates: CLDR's standard ones, and the available ones that name a day and a month."""
    skeletons = locale.datetime_skeletons
    listed = [str(skeletons[key].pattern) for key in sorted(skeletons) if "d" in key and "M" in key]
    return [p.pattern for _, p in sorted(locale.date_formats.items())] + listed


def is_name(name: str, language: str) -> bool:
    """Whether a name is one, and no number or root-locale stand-in."""
    if re.fullmatch(r"\d+月|M\d+", name):
        return language in {"ja", "zh"} and name.endswith("月")
    return bool(re.search(r"[^\d\W]", name))


def names(locale: Locale, table: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield (name, number) of months or weekdays, in every inflection that CLDR has."""
    contexts = getattr(locale, table)
    for context, width in product(CONTEXTS, WIDTHS):
        for number, name in contexts[context].get(width, {}).items():
            if is_name(name, language):
                yield name, number


def affixed(locale: Locale, letters: str) -> set[tuple[str, str]]:
    """Return what the locale's patterns glue to a name: `MMMM'ren'` in Basque, `בMMMM` in Hebrew."""
    found = {("", "")}
    for pattern in read_patterns(locale):
        for match in re.finditer(rf"(\S*?)(?:{letters})(\S*)", pattern):
            before, after = (re.sub(r"['.,،()]", "", part) for part in match.groups())
            if not re.search(r"[A-Za-z]", before + after.replace("ren", "")):
                found.add((before, after))
    return found


def collect(language: str, table: str, letters: str, older: dict[int, str]) -> dict[str, int]:
    """Return key → number for one language; a key with two numbers is no evidence and is left out."""
    gathered: dict[str, set[int]] = {}
    for locale in locales_of(language):
        affixes = affixed(locale, letters)
        for name, number in names(locale, table, language):
            for before, after in affixes:
                gathered.setdefault(key_of(f"{before}{name}{after}"), set()).add(number)
    for number, listed in older.items():
        for name in listed.split("|"):
            gathered.setdefault(key_of(name), set()).add(number)
    for key, numbers in list(gathered.items()):
        for article in ("de ", "d "):
            if key.startswith(article):
                gathered.setdefault(key.removeprefix(article), set()).update(numbers)
        if table == "months" and (padded := re.sub(r"(?<!\d)(\d)(?!\d)", r"0\1", key)) != key:
            gathered.setdefault(padded, set()).update(numbers)
    return {key: next(iter(found)) for key, found in sorted(gathered.items()) if len(found) == 1 and key}


def periods(language: str) -> dict[str, int]:
    """Return word → the hours of the day that it can stand for, as a bit mask."""
    gathered: dict[str, int] = {}
    for locale in locales_of(language):
        rules = locale.day_period_rules.get(None, {})
        for context, width in product(CONTEXTS, WIDTHS):
            for period, word in locale.day_periods.get(context, {}).get(width, {}).items():
                mask = {"am": AM, "pm": PM}.get(period, 0)
                for rule in rules.get(period, ()):
                    start, end = rule.get("from", rule.get("at")), rule.get("before", rule.get("at"))
                    if start is None or end is None:  # some editions have halves of rules
                        continue
                    first = start // 3600
                    last = (end // 3600 if end > start else end // 3600 + 24) if end != start else first + 1
                    mask |= sum(1 << (hour % 24) for hour in range(first, last))
                key = key_of(word)
                if mask and key and not key.isdigit():
                    gathered[key] = gathered.get(key, 0) | mask
    for mask, words in zip((AM, PM), OLDER_PERIODS.get(language, ("", "")), strict=True):
        for word in filter(None, words.split("|")):
            gathered[key_of(word)] = mask
    return dict(sorted(gathered.items()))


def glue(language: str) -> list[str]:
    """Return the words that CLDR's patterns put between the parts of a date."""
    found: set[str] = set()
    for locale in locales_of(language):
        for pattern in read_patterns(locale):
            for match in _LITERAL.finditer(pattern):
                found.update(tokens(fold(match[1] or match[2] or "")))
    return sorted({word for word in found if not word.isdigit()} | {key_of(word) for word in GLUE.get(language, ())})


def order_of(locale: Locale) -> str:
    """Return the order and separator of a locale's own numeric dates, and its time if that is dotted: `dmy. HH.mm`."""
    clock = " HH.mm" if "." in locale.time_formats["short"].pattern else ""
    return written_order(locale.date_formats["short"].pattern) + clock


def written_order(pattern: str) -> str:
    """Return the order and separator (`dmy.`) of a pattern of numbers."""
    pattern = re.sub(r"[\u200e\u200f\s]|'[^']*'", "", pattern)
    fields = re.findall(r"y+|M+|d+", pattern)
    return "".join(field[0].lower() for field in fields) + re.sub(r"[yMdG]", "", pattern)[:1]


def numeric_orders() -> Iterator[tuple[str, str]]:
    """Yield (language or `language-REGION`, order) for the dates that the release in use writes in numbers."""
    for language, names_ in LANGUAGES.items():
        for locale in locales_of(language):
            tag = f"{language}-{locale.territory}" if locale.territory else language
            if locale.territory or str(locale) in names_.split():
                for width in ("short", "medium"):
                    pattern = locale.date_formats[width].pattern
                    if not re.search("MMM|LLL|E", pattern):
                        yield tag, written_order(pattern)


def older_orders(seen: dict[str, set[str]], orders_: dict[str, str]) -> dict[str, list[str]]:
    """Return locale → the orders of other editions than `ORDERS_OF`; a region that has its language's is left out."""
    found = {
        tag: sorted(listed - {orders_.get(tag, orders_[tag.partition("-")[0]])[:4]})
        for tag, listed in sorted(seen.items())
    }
    return {
        tag: listed
        for tag, listed in found.items()
        if (listed != found[tag.partition("-")[0]] if "-" in tag else listed)
    }


def orders() -> dict[str, str]:
    """Return locale → order; a region that orders like its language is left out."""
    found: dict[str, str] = {}
    for language, names_ in LANGUAGES.items():
        own = order_of(Locale.parse(names_.split()[0]))
        found[language] = own
        for locale in locales_of(language):
            if locale.territory and (order := order_of(locale)) != own:
                found[f"{language}-{locale.territory}"] = order
    return found


class Edition(TypedDict):
    """What one release names in one language."""

    months: dict[str, int]
    weekdays: dict[str, int]
    periods: dict[str, int]
    glue: list[str]


def edition(language: str) -> Edition:
    """Return what the release in use names in a language."""
    return {
        "months": collect(language, "months", "MMMM?|LLLL?", OLDER_MONTHS.get(language, {})),
        "weekdays": collect(language, "days", "EEEE?|cccc?", OLDER_WEEKDAYS.get(language, {})),
        "periods": periods(language),
        "glue": glue(language),
    }


def agreed(tables: Iterable[dict[str, int]]) -> dict[str, int]:
    """Return key → number of all tables, without the keys about which two disagree."""
    gathered: dict[str, set[int]] = {}
    for key, number in chain.from_iterable(table.items() for table in tables):
        gathered.setdefault(key, set()).add(number)
    return {key: next(iter(found)) for key, found in sorted(gathered.items()) if len(found) == 1}


def united(editions: list[Edition]) -> Edition:
    """Return what any of the editions names; a word for a part of the day stands for every hour that one gives it."""
    hours: dict[str, int] = {}
    for word, mask in chain.from_iterable(one["periods"].items() for one in editions):
        hours[word] = hours.get(word, 0) | mask
    return {
        "months": agreed(one["months"] for one in editions),
        "weekdays": agreed(one["weekdays"] for one in editions),
        "periods": dict(sorted(hours.items())),
        "glue": sorted(set().union(*(one["glue"] for one in editions))),
    }


def build() -> dict[str, object]:
    """Return the whole table; fetches the releases that are not in the cache."""
    editions: dict[str, list[Edition]] = {language: [] for language in LANGUAGES}
    ordered: dict[str, str] = {}
    seen: dict[str, set[str]] = {}
    for version in VERSIONS:
        with using(version):
            locales_of.cache_clear()
            for language, listed in editions.items():
                listed.append(edition(language))
            for tag, order in numeric_orders():
                seen.setdefault(tag, set()).add(order)
            if version == ORDERS_OF:
                ordered = orders()
    return {
        "languages": {language: united(listed) for language, listed in editions.items()},
        "orders": ordered,
        "older_orders": older_orders(seen, ordered),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
