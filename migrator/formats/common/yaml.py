"""YAML that every reader takes for what it is: all text in double quotes, nothing left to guessing (YAML 1.1 and 1.2).

Unquoted, `yes`, `2012`, `null` or `1:30` would come back as something else than text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

# What may not stand raw in a quoted scalar: quotes, controls, YAML's own line ends, byte order marks, half surrogates.
_UNSAFE = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Timestamp(str):
    """One of the schema's times; written without quotes, so that readers know it for a time."""

    __slots__ = ()


YamlValue = bool | int | float | str | Sequence["YamlValue"] | Mapping[str, "YamlValue"] | None


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if short := _SHORT.get(character):
        return short
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"


def scalar(value: bool | float | str | None) -> str:
    """Write one value on one line."""
    if isinstance(value, Timestamp) and _is_time(value):
        return str(value)
    if isinstance(value, str):
        return f'"{_UNSAFE.sub(_escaped, value)}"'
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def mapping(values: Mapping[str, YamlValue], indent: str = "") -> str:
    """Write a mapping as lines; keys are plain words of ours, empty lists and mappings stay on their line."""
    lines = []
    for key, value in values.items():
        if isinstance(value, str) or not value:
            lines.append(f"{indent}{key}: {_inline(value)}\n")
        elif isinstance(value, Mapping):
            lines.append(f"{indent}{key}:\n{mapping(value, indent + '  ')}")
        elif isinstance(value, Sequence):
            lines.append(f"{indent}{key}:\n{_sequence(value, indent)}")
        else:
            lines.append(f"{indent}{key}: {_inline(value)}\n")
    return "".join(lines)


def item(value: YamlValue, indent: str = "") -> str:
    """Write one member of a sequence as lines."""
    if not isinstance(value, str) and isinstance(value, Mapping) and value:
        return f"{indent}- {mapping(value, indent + '  ')[len(indent) + 2 :]}"
    return f"{indent}- {_inline(value)}\n"


def _sequence(values: Sequence[YamlValue], indent: str) -> str:
    return "".join(item(value, indent) for value in values)


def _inline(value: YamlValue) -> str:
    if value is None or isinstance(value, str | float):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, Sequence) else scalar(value)
