"""What a run says at its end, for people and for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrator.cli.output import on_one_line
from migrator.formats.json import JsonObject, notice_to_json
from migrator.model.notices import CODES, Notice, Severity

# Of each kind of loss, and of what is only worth knowing, so many are named here; `--json` names every one.
NAMED = 100
EXAMPLES = 3
_WIDTH = 240


def table(rows: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield lines of a name and a value, the values below each other."""
    listed = [(name, on_one_line(str(value), _WIDTH)) for name, value in rows]
    width = max((len(name) for name, _ in listed), default=0)
    for name, value in listed:
        yield f"  {name:{width}}  {value}"


def counts(numbers: Mapping[str, int]) -> str:
    """Return `33 held, 1 missing`."""
    return ", ".join(f"{number} {name}" for name, number in numbers.items() if number) or "0"


def notice_lines(notices: Sequence[Notice]) -> Iterator[str]:
    """Name the losses, code by code, then give examples of what is only worth knowing."""
    losses = [notice for notice in notices if notice.severity is Severity.LOSS]
    if losses:
        yield f"Missing or failed ({len(losses)}):"
    for code in dict.fromkeys(notice.code for notice in losses):
        of_code = [notice for notice in losses if notice.code == code]
        yield f"  {code}: {CODES[code][1]}"
        yield from _named(of_code, NAMED)
    remarks = [notice for notice in notices if notice.severity is Severity.INFO]
    if remarks:
        yield "Worth knowing:"
    for code in dict.fromkeys(notice.code for notice in remarks):
        of_code = [notice for notice in remarks if notice.code == code]
        yield f"  {code} ({len(of_code)}): {CODES[code][1]}"
        yield from _named(of_code, EXAMPLES)


def _named(notices: Sequence[Notice], at_most: int) -> Iterator[str]:
    for notice in notices[:at_most]:
        yield "    " + on_one_line(f"{notice.url}  {notice.detail}", _WIDTH)
    if len(notices) > at_most:
        yield f"    … and {len(notices) - at_most} more; --json names them all"


def notices_json(notices: Iterable[Notice]) -> list[JsonObject]:
    """Return notices for the summary object."""
    return [notice_to_json(notice) for notice in notices]
