"""The documentation says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

from migrator.cli.group import COMMANDS
from migrator.model.notices import CODES

ROOT = Path(__file__).parent.parent
# Of the exports among the fixtures only the markdown one is read where it lies; links of sites begin at a root.
FIXTURES = [
    page for page in (ROOT / "fixtures").rglob("*.md") if "golden" not in page.parts or "markdown" in page.parts
]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *FIXTURES])
DOCS_TOOL = runpy.run_path(str(ROOT / "tools" / "generate" / "docs.py"))

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)\s]*)?\)")


def test_the_generated_pages_are_what_the_code_says_now():
    assert [] == DOCS_TOOL["outdated"]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path):
    targets = [target for target in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]

    assert [] == [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_mentions_every_command(name: str):
    assert f"migrate {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["consumers", "demo", "test", "lint", "fix", "docs"])
def test_contributing_explains_every_make_target(name: str):
    assert f"make {name}" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_documentation_names_only_commands_that_exist():
    named = {name for page in PAGES for name in re.findall(r"`migrate ([a-z]+)[ `]", page.read_text(encoding="utf-8"))}

    assert set() == named - set(COMMANDS)


def test_every_notice_is_explained():
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert [] == [code for code in CODES if f"`{code}`" not in page]


def test_every_module_that_the_architecture_names_exists():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.py)?|[a-z_]+\.py)`", text))

    assert set() == {name for name in named if not ((ROOT / "migrator" / name).exists() or (ROOT / name).exists())}
