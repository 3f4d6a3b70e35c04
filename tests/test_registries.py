"""What holds of every member of a registry: nobody who adds one has to remember these tests."""

import ast
import importlib
import json
import re
from pathlib import Path

import pytest

from fixtures.blogger import names as sample_blogs
from fixtures.blogger.content import load
from fixtures.blogger.render import families as templates
from migrator.cli.command import Command
from migrator.cli.group import COMMANDS
from migrator.formats import registry
from migrator.model.notices import CODES
from migrator.pages.families import FAMILIES
from migrator.pages.families.common.base import Family

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "migrator"
# A saved document and, beside it, what a reader must see in it.
CASES = sorted(path for folder in ("pages", "feeds") for path in (ROOT / "fixtures" / folder).rglob("*.expect.json"))


@pytest.mark.parametrize("name", registry.exporter_names())
def test_a_format_is_named_like_its_module(name: str):
    assert name == registry.exporter(name).name


@pytest.mark.parametrize("name", registry.exporter_names())
def test_a_format_says_what_it_is_and_what_it_cannot_hold(name: str):
    exporter = registry.exporter(name)

    assert exporter.summary
    assert exporter.cannot_hold


@pytest.mark.parametrize("name", registry.exporter_names())
def test_a_format_has_a_golden_export(name: str):
    assert any((ROOT / "fixtures" / "golden" / name).rglob("*"))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_theme_family_is_named_like_its_module_and_has_a_saved_page(family: Family):
    assert (PACKAGE / "pages" / "families" / f"{family.name}.py").is_file()
    assert any((ROOT / "fixtures" / "pages" / family.name).glob("*.html"))


def test_no_theme_family_is_left_out():
    modules = {path.stem for path in (PACKAGE / "pages" / "families").glob("*.py")} - {"__init__"}

    assert modules == {family.name for family in FAMILIES}


def test_every_template_of_the_stand_in_serves_a_sample_blog():
    used = {load(name).settings.theme for name in sample_blogs()}

    assert set() == set(templates()) - used


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_named_like_its_module(name: str):
    module = importlib.import_module(f"migrator.cli.{name}")

    assert isinstance(module.command, Command)


def test_no_command_is_left_out_of_the_help():
    defined = {
        path.stem
        for path in (PACKAGE / "cli").glob("*.py")
        if any(
            isinstance(node, ast.FunctionDef) and node.name == "command" for node in ast.parse(path.read_text()).body
        )
    }

    assert set(COMMANDS) == defined


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_expectation_stands_beside_its_document(case: Path):
    named = case.name.removesuffix(".expect.json")
    document = [path for path in case.parent.glob(f"{named}*") if not path.name.endswith(".expect.json")]

    assert document
    assert isinstance(json.loads(case.read_text(encoding="utf-8")), dict)


def notice_codes_in(path: Path) -> set[str]:
    """Give the codes of the notices that a module makes."""
    return {
        keyword.value.value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Notice"
        for keyword in call.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_notice_has_a_registered_code(path: Path):
    assert set() == notice_codes_in(path) - set(CODES)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_name_only_commands_that_exist(path: Path):
    texts = (
        node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    )
    named = {name for text in texts if isinstance(text, str) for name in re.findall(r"`migrate ([a-z]+)[ `]", text)}

    assert set() == named - set(COMMANDS)
