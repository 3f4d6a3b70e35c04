"""The draft of a fixture is what a fixture states of a page that the parser reads right."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools" / "generate" / "draft_expectation.py"
PAGES = sorted((ROOT / "fixtures" / "pages").rglob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_draft_states_what_the_fixture_states(page: Path) -> None:
    stated = json.loads(page.with_name(f"{page.stem}.expect.json").read_text("utf-8"))
    drafted = runpy.run_path(str(TOOL))["draft"](page.read_bytes(), stated["fetched"])
    for one in (*stated["posts"], *drafted["posts"]):
        one["comments"].sort(key=lambda comment: comment["id"])  # a page may show them in another order than by time
    assert stated == drafted


def test_a_draft_names_what_is_doubtful_and_never_replaces_one(tmp_path: Path) -> None:
    page = tmp_path / "case.html"
    page.write_text("<meta name='generator' content='blogger'><div class='post-body'><p>Low tide.</p></div>")
    command = [sys.executable, str(TOOL), str(page), "https://saltworks.blogspot.com/2021/05/low-tide.html"]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2))
    assert "look at author" in first.stderr
    assert (0, True) == (first.returncode, page.with_name("case.expect.json").exists())
    assert 0 != second.returncode
