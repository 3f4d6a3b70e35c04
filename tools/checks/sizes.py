# Run by `make lint` and `.ci/run`.
"""Fails when a module or a function of the package has grown beyond what one can read in one go.

    python -m tools.checks.sizes

A file that wants more lines wants two names.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES = 500
FUNCTION_LINES = 40


def too_long(path: Path) -> Iterator[str]:
    """Name what is too long in one file: the module, and functions counted without decorators and docstring."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    name = path.relative_to(ROOT)
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines (at most {MODULE_LINES})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and (length := _length(node)) > FUNCTION_LINES:
            yield f"{name}:{node.lineno}: {node.name} has {length} lines (at most {FUNCTION_LINES})"


def _length(function: ast.FunctionDef) -> int:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def main() -> None:
    """Check every module of the package and of the tools."""
    files = sorted([*(ROOT / "migrator").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
    found = [problem for path in files for problem in too_long(path)]
    for problem in found:
        print(problem, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
