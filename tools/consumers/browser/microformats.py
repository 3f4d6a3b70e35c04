"""Runs in an environment with mf2py: prints what a parser of microformats finds in the pages of a JSON list.

    python microformats.py PAGES.json

Prints {page: [[name, published, text, number of comments] of each entry]}.
"""

import json
import sys
from pathlib import Path
from typing import Any

import mf2py  # type: ignore[import-not-found] # it is in the environment of `make consumers` alone


def _first(entry: dict[str, Any], name: str) -> str:
    value = (entry["properties"].get(name) or [""])[0]
    return value if isinstance(value, str) else str(value.get("value", ""))


def _entries(page: str) -> list[list[Any]]:
    with Path(page).open(encoding="utf-8") as file:
        items = mf2py.parse(doc=file)["items"]
    return [
        [
            *(_first(one, name) for name in ("name", "published", "content")),
            len(one["properties"].get("comment", ())),
        ]
        for one in items
        if one["type"] == ["h-entry"]
    ]


if __name__ == "__main__":
    print(json.dumps({page: _entries(page) for page in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))}))
