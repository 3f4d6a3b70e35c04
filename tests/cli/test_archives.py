from pathlib import Path

import pytest

from migrator.cli.options import chosen_archive
from migrator.model.errors import UsageError


def archive_in(root: Path, name: str) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "archive.db").touch()
    return folder


def test_a_named_archive_is_the_one(tmp_path: Path):
    archive_in(tmp_path, "one")

    assert Path("elsewhere") == chosen_archive(Path("elsewhere"), tmp_path)


def test_the_only_archive_needs_no_name(tmp_path: Path):
    held = archive_in(tmp_path, "one")
    (tmp_path / "notes").mkdir()

    assert held == chosen_archive(None, tmp_path)


def test_no_archive_at_all_is_wrong_usage(tmp_path: Path):
    with pytest.raises(UsageError) as failure:
        chosen_archive(None, tmp_path)

    assert "Make one first: migrate crawl URL" == failure.value.hint


def test_of_several_archives_one_must_be_named(tmp_path: Path):
    archive_in(tmp_path, "one")
    archive_in(tmp_path, "two")

    with pytest.raises(UsageError) as failure:
        chosen_archive(None, tmp_path)

    assert f"Name one of them: {tmp_path / 'one'}, {tmp_path / 'two'}" == failure.value.hint
