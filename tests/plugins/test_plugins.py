"""A package outside this repository adds to the program by its entry points alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

THEME = """
from migrator.pages.families.common.base import Family
from migrator.pages.families.common.selectors import Selectors

FAMILY = Family(
    name="sheet",
    matches=lambda signs: bool(signs.index.all(".sheet-tekst")),
    selectors=Selectors(body=(".sheet-tekst",), title=(".sheet-kop",), container=(".sheet",)),
)
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Harbour notes: The ferry in fog</title>
<meta name="generator" content="blogger">
<link rel="canonical" href="https://harbour-notes.blogspot.com/2019/03/the-ferry-in-fog.html"></head>
<body><main class="sheet"><p class="sheet-kop">The ferry, in fog</p>
<section class="sheet-tekst"><p>The ferry waited until noon.</p></section></main></body></html>"""


def installed(folder: Path, module: str, entry_point: str) -> dict[str, str]:
    """Lay a package with one module and one entry point into a folder, as pip does; return its environment."""
    facts = folder / "strange_themes-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "strange_themes.py").write_text(module, encoding="utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: strange-themes\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text(f"[migrator.theme_families]\n{entry_point}\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def parse(page: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "migrator.cli", "parse", str(page)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page of a theme that no family of ours knows."""
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_a_theme_family_of_another_package_reads_its_pages(tmp_path: Path, page: Path):
    environment = installed(tmp_path / "site", THEME, "sheet = strange_themes:FAMILY")

    [post] = json.loads(parse(page, environment).stdout)["posts"]

    assert "The ferry, in fog" == post["title"]
    assert "<p>The ferry waited until noon.</p>" == post["content_html"].strip()


def test_without_the_package_the_theme_is_unknown(page: Path):
    [post] = json.loads(parse(page, dict(os.environ)).stdout)["posts"]

    assert "" == post["content_html"]


@pytest.mark.parametrize(
    ("module", "why"),
    [("raise RuntimeError('half installed')", "RuntimeError: half installed"), ("FAMILY = 1", "it is no Family")],
)
def test_a_theme_family_that_can_not_be_used_is_named(tmp_path: Path, page: Path, module: str, why: str):
    done = parse(page, installed(tmp_path / "site", module, "sheet = strange_themes:FAMILY"))

    assert 4 == done.returncode
    assert f"The theme family 'sheet' (strange_themes:FAMILY) can't be used: {why}." in done.stderr
