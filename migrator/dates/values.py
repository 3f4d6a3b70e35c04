"""What is known of a date that stands in a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateHint:
    """Year and month of the post's URL: a hint, because the URL was made when the post was first published."""

    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a text says about a day.

    `value` is `YYYY-MM-DD`, only when it is sure; `time` is `HH:MM` or `HH:MM:SS` if the text holds one; `readings` are
    all days that the text can mean: none if it is unread, one if it is sure, more if it is open.
    """

    value: str | None = None
    time: str | None = None
    readings: tuple[str, ...] = ()
