"""Dates and times as blogs write them → the text forms of the schema. Pure."""

from migrator.dates.instants import UNKNOWN_OFFSET, from_epoch_ms, iso_instant, rfc822_instant
from migrator.dates.localized import numeric_order, parse_date
from migrator.dates.values import DateHint, DateReading

__all__ = [
    "UNKNOWN_OFFSET",
    "DateHint",
    "DateReading",
    "from_epoch_ms",
    "iso_instant",
    "numeric_order",
    "parse_date",
    "rfc822_instant",
]
