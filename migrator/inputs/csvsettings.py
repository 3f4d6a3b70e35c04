"""The `settings.csv` of a Takeout → the settings that a classic backup would list.

Google describes neither its columns nor its layout, and it has changed: names are compared without their spelling, and
both layouts are read, a row of names above a row of values, or a name and a value in each row.
"""

import csv
import io
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from migrator.urls import home_from_input

_KEYS = {
    "timezone": "BLOG_TIME_ZONE",
    "locale": "BLOG_LOCALE",
    "language": "BLOG_LOCALE",
    "description": "BLOG_DESCRIPTION",
    "convertlinebreaks": "BLOG_CONVERT_LINE_BREAKS",
}
_ADDRESSES = ("customdomain", "domain", "url", "address", "blogaddress", "subdomain")
_ENTRY = (
    "<entry><id>tag:blogger.com,1999:blog.settings.{key}</id>"
    "<category scheme='http://schemas.google.com/g/2005#kind'"
    " term='http://schemas.google.com/blogger/2008/kind#settings'/><content type='text'>{value}</content></entry>"
)


@dataclass(frozen=True, slots=True)
class TakeoutSettings:
    """The blog's home URL, empty if not told, and the rest as entries of a backup."""

    home: str = ""
    entries: bytes = b""


def settings_from_csv(content: bytes) -> TakeoutSettings:
    """Read what is known of a settings table; what is not is left alone."""
    text = content.decode("utf-8-sig", "replace").replace("\0", "")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error:
        return TakeoutSettings()
    if not rows:
        return TakeoutSettings()
    wide = len(rows) == 2 and len(rows[0]) > 2
    pairs = zip(*rows, strict=False) if wide else (row[:2] for row in rows if len(row) >= 2)
    told = {_plain(name): value for name, value in pairs if value}
    found = {_KEYS[name]: value for name, value in told.items() if name in _KEYS}
    entries = "".join(_ENTRY.format(key=key, value=escape(value)) for key, value in sorted(found.items()))
    home = next((home for name in _ADDRESSES if (home := _home(told.get(name, "")))), "")
    return TakeoutSettings(home, entries.encode("utf-8", "replace"))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower()).removeprefix("blog")


def _home(value: str) -> str:
    if not value or not re.fullmatch(r"[\w:/.-]{1,200}", value, re.ASCII):
        return ""
    named = value if "." in value or "://" in value else f"https://{value}.blogspot.com/"
    try:
        home = home_from_input(named)
    except ValueError:
        return ""
    return home if home.endswith("/") else f"{home}/"
