"""The account: whatever a source offers is a unit, and each unit has exactly one outcome. Pure.

Units are counted where they are first seen, by the code that cuts, lists or fetches; outcomes where something is
decided, by the code that parses and merges. Neither knows the other's number, so that who forgets an outcome makes the
sum fail.
"""

from migrator.account.counting import entries_in
from migrator.account.ledger import (
    OFFERED,
    Exceptional,
    Gap,
    Outcome,
    Passed,
    Row,
    Tally,
    Unit,
    gaps_of,
    lines_of,
)

__all__ = [
    "OFFERED",
    "Exceptional",
    "Gap",
    "Outcome",
    "Passed",
    "Row",
    "Tally",
    "Unit",
    "entries_in",
    "gaps_of",
    "lines_of",
]
