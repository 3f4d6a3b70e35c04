"""Dates and times as blogs write them → the text forms of the schema. Pure."""

from migrator.dates.instants import UNKNOWN_OFFSET, as_utc, from_epoch_ms, iso_instant, moment, rfc822_instant
from migrator.dates.localized import (
    names_a_day,
    numeric_order,
    parse_date,
    proven_order,
    readings_by_order,
    stated_instant,
)
from migrator.dates.values import DateHint, DateReading

__all__ = [
    "UNKNOWN_OFFSET",
    "DateHint",
    "DateReading",
    "as_utc",
    "from_epoch_ms",
    "iso_instant",
    "moment",
    "names_a_day",
    "numeric_order",
    "parse_date",
    "proven_order",
    "readings_by_order",
    "rfc822_instant",
    "stated_instant",
]
