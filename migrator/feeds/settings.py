"""The settings of a blog as a classic backup lists them: entries whose id ends in a key, whose content is the value.

Their titles are sentences in the owner's language and mean nothing; the keys have stayed the same since 2008.
"""

import re
from collections.abc import Iterable, Mapping

from migrator.content.text import words_of
from migrator.feeds.values import EntryKind, FeedEntry

_KEY = re.compile(r"\.settings\.([A-Z][A-Z0-9_]{1,60})$")
_ZONE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9_+-]*/)?[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*)?$")
_LOCALE = re.compile(r"^[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*$")
# Codes that Blogger kept from before 1989 (java.util.Locale).
_RENAMED = {"in": "id", "iw": "he", "ji": "yi"}

Settings = Mapping[str, str]


def settings_of(entries: Iterable[FeedEntry]) -> Settings:
    """Return a backup's settings by their keys (`BLOG_NAME`, `BLOG_TIME_ZONE`, …)."""
    found: dict[str, str] = {}
    for entry in entries:
        key = _KEY.search(entry.atom_id) if entry.kind is EntryKind.SETTINGS else None
        if key and entry.content is not None:
            found[key[1]] = entry.content.value.strip()
    return found


def language_of(locale: str) -> str:
    """Return the BCP 47 tag of a locale as Blogger writes it; empty if it is none.

    >>> language_of("pt_BR"), language_of("iw")
    ('pt-BR', 'he')
    """
    if not _LOCALE.match(locale):
        return ""
    language, *rest = locale.replace("_", "-").split("-")
    return "-".join([_RENAMED.get(language, language), *rest])


def zone_of(text: str) -> str | None:
    """Return a time zone's IANA name, None for what has not the form of one."""
    return text if len(text) <= 64 and _ZONE.match(text) else None


def name_of(settings: Settings) -> str:
    """Return the blog's name."""
    return words_of(settings.get("BLOG_NAME", ""))


def converts_breaks(settings: Settings) -> bool:
    """Whether the blog turns the line ends of bodies into breaks."""
    return settings.get("BLOG_CONVERT_LINE_BREAKS", "").lower() == "true"
