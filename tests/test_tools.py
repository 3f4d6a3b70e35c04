"""The checks of our own catch what they are for."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the size check says of a module with a function of 42 lines and one of 40 below a long docstring."""
    tool = runpy.run_path(str(ROOT / "tools" / "checks" / "sizes.py"))
    monkeypatch.setitem(tool["too_long"].__globals__, "ROOT", tmp_path)
    body = "    pass\n"
    module = tmp_path / "module.py"
    docstring = '    """One.\n' + "    more\n" * 20 + '    """\n'
    module.write_text(f"def long():\n{body * 41}\n\ndef fitting():\n{docstring}{body * 39}" + "\n" * 500)
    return list(tool["too_long"](module))


def test_a_function_that_is_too_long_is_named_with_its_line(found: list[str]):
    assert "module.py:1: long has 42 lines (at most 40)" in found


def test_a_docstring_does_not_make_a_function_too_long(found: list[str]):
    assert not any("fitting" in problem for problem in found)


def test_a_module_that_is_too_long_is_named(found: list[str]):
    assert any(problem.startswith("module.py: ") for problem in found)
