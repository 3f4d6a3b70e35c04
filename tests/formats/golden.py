"""Compares an export with the files under fixtures/golden/<format>/; ACCEPT=1 in the environment rewrites them."""

import os
import shutil
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden"


def assert_golden(name: str, files: dict[str, bytes]) -> None:
    folder = GOLDEN / name
    files = {path.replace("../", "next-to-it/"): content for path, content in files.items()}
    if os.environ.get("ACCEPT") == "1":
        shutil.rmtree(folder, ignore_errors=True)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    expected = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert sorted(expected) == sorted(files)
    for path, content in expected.items():
        assert content == files[path], path
