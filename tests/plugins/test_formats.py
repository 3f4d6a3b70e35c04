"""A package outside this repository adds an export format by its entry point alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.torture.archive import write

FORMAT = """
from migrator.formats.common.format import Format
from migrator.formats.common.found import ReadbackPost, with_body
from migrator.model.ports import OutputFile


class TitlesExporter(Format):
    name = "titles"
    summary = "a page of titles"
    cannot_hold = ("most of it",)
    steps = "Read titles.txt."
    sign = "titles.txt"

    def export(self, view, options):
        lines = "".join(f"{post.id}\\t{post.title}\\n" for post in view.posts())
        yield OutputFile(path="titles.txt", content=lines.encode("utf-8", "replace"))

    def posts(self, folder):
        for line in folder.text("titles.txt").split("\\n")[:-1]:
            number, _, title = line.partition("\\t")
            yield ReadbackPost(where="titles.txt", ids=(number,), title=title)
"""


def installed(folder: Path, module: str) -> dict[str, str]:
    """Lay a package with one module and one entry point into a folder, as pip does; return its environment."""
    facts = folder / "strange_formats-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "strange_formats.py").write_text(module, encoding="utf-8")
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: strange-formats\nVersion: 1.0\n", encoding="utf-8")
    entry = "[migrator.formats]\ntitles = strange_formats:TitlesExporter\n"
    (facts / "entry_points.txt").write_text(entry, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


def migrate(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "migrator.cli", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_format_of_another_package_is_listed_written_and_read_back(tmp_path: Path):
    environment = installed(tmp_path / "site", FORMAT)
    archive, export = tmp_path / "archive", tmp_path / "export"
    write(archive, posts=3, huge=False)

    listed = json.loads(migrate(environment, "formats", "--json").stdout)["formats"]
    written = migrate(environment, "export", archive, "--format", "titles", "--output", export, "--json")
    checked = migrate(environment, "verify", archive, "--export", export, "--json")
    (export / "losses.json").unlink()
    known = json.loads(migrate(environment, "verify", archive, "--export", export, "--json").stdout)

    assert "a page of titles" in [one["summary"] for one in listed if one["name"] == "titles"]
    assert 0 == written.returncode
    assert "Read titles.txt." in (export / "README.txt").read_text()
    assert "titles" == json.loads(checked.stdout)["format"] == known["format"]


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ("raise RuntimeError('half installed')", "RuntimeError: half installed"),
        ("class TitlesExporter:\n    name = 'titles'", "it has no summary"),
        (FORMAT.replace('name = "titles"', 'name = "headings"'), "it calls itself 'headings'"),
    ],
)
def test_a_format_that_can_not_be_used_is_named(tmp_path: Path, module: str, why: str):
    done = migrate(installed(tmp_path / "site", module), "formats")

    assert 4 == done.returncode
    assert f"The export format 'titles' (strange_formats:TitlesExporter) can't be used: {why}." in done.stderr
