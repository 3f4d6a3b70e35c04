"""`migrate import` as a user runs it: in a process of its own."""

import json
import subprocess
from pathlib import Path

import pytest
from commandline import migrate

from fixtures.exports import backup, lighthouse, takeout_zip


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return migrate(*arguments, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = lighthouse()
    (tmp_path / "blog.xml").write_bytes(backup(own))
    (tmp_path / "takeout.zip").write_bytes(takeout_zip(own))
    return tmp_path


def test_an_import_says_what_it_found_and_where_it_went(folder):
    done = run(folder, "import", "blog.xml", "takeout.zip", "--json")
    told = json.loads(done.stdout)
    one = told["blogs"][0]

    assert (0, 0, "import") == (done.returncode, told["exit_code"], told["command"])
    assert (60, 2, 5, 3, 40) == tuple(one[name] for name in ("posts", "pages", "drafts", "scheduled", "comments"))
    assert ["a Blogger backup", "a Takeout"] == [found["form"] for found in one["inputs"]]
    assert "output/lamp-and-log.blogspot.com" == one["archive"]
    assert "Next: migrate export output/lamp-and-log.blogspot.com" in done.stderr


def test_a_stranger_is_refused_with_exit_code_6_and_what_it_looks_like(folder):
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    done = run(folder, "import", "photo.jpg", "--json")

    assert 6 == done.returncode
    assert "a JPEG picture" in json.loads(done.stdout)["error"]["message"]
    assert "hint: migrate import reads" in done.stderr


def test_a_dry_run_writes_nothing(folder):
    done = run(folder, "import", "takeout.zip", "--dry-run", "--json")

    assert 0 == done.returncode
    assert 60 == json.loads(done.stdout)["blogs"][0]["posts"]
    assert not (folder / "output").exists()


def test_another_blogs_archive_is_not_written_into(folder):
    run(folder, "import", "blog.xml", "--output", "here")
    (folder / "other.xml").write_bytes(
        (folder / "blog.xml")
        .read_bytes()
        .replace(b"lamp-and-log", b"other")
        .replace(lighthouse().blog.id.encode(), b"7")
    )
    done = run(folder, "import", "other.xml", "--output", "here")

    assert 2 == done.returncode
    assert "the archive of another blog" in done.stderr


def test_json_lines_are_read_back_too(folder):
    run(folder, "import", "takeout.zip", "--output", "first")
    run(folder, "export", "first", "--format", "jsonl")
    run(folder, "import", "first/export/jsonl/blog.jsonl", "--output", "second")
    for name in ("first", "second"):
        run(folder, "export", name, "--format", "json")

    first, second = ((folder / name / "export/json/blog.json").read_bytes() for name in ("first", "second"))
    assert first == second
