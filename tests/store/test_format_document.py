"""docs/archive-format.md explains every table and every column that there is, and none that is not."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "archive-format.md"


def described():
    tables = {}
    for section in DOCUMENT.read_text(encoding="utf-8").split("\n### ")[1:]:
        name, _, text = section.partition("\n")
        rows = re.findall(r"^\| (`[^|]+) \|", text.split("\n## ")[0], re.MULTILINE)
        tables[name.strip()] = {column for row in rows for column in re.findall(r"`(\w+)`", row)}
    return tables


def test_every_table_and_column_is_explained(read):
    names = [
        name
        for (name,) in read("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("search_") or name == "search_pending"
    ]
    actual = {name: {row[1] for row in read(f"PRAGMA table_info({name})")} for name in names}
    explained = described()
    if "search" not in actual:
        explained = {name: columns for name, columns in explained.items() if not name.startswith("search")}

    assert actual == explained
