"""Copies elsewhere: to a folder, and to a file system that fails on the way."""

import json
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from migrator.job.copies import push_folder
from migrator.job.settings import PushSettings
from migrator.model.errors import ConfigError, ExportFailed
from migrator.store import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "one.blogspot.com"
    Archive.create_or_open(folder).close()
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / "a-12345678.png").write_bytes(b"picture")
    (folder / "export" / "json").mkdir(parents=True)
    (folder / "export" / "json" / "blog.json").write_text("{}")
    return folder


def pushed(archive: Path, to: str) -> int:
    return push_folder(archive, PushSettings(to=to), exports=[archive / "export" / "json"], pause=lambda _seconds: None)


def test_a_copy_in_a_folder_opens_as_an_archive(archive: Path, tmp_path: Path):
    sent = pushed(archive, str(tmp_path / "there"))
    copy = tmp_path / "there" / "one.blogspot.com"

    assert 3 == sent
    assert b"picture" == (copy / "media" / "a-12345678.png").read_bytes()
    with Archive.open_existing(copy, write=False) as opened:
        assert 0 == opened.declared.totals().posts


def test_only_what_differs_is_sent_again(archive: Path, tmp_path: Path):
    pushed(archive, str(tmp_path / "there"))
    (archive / "media" / "b-12345678.png").write_bytes(b"another")

    assert 1 == pushed(archive, str(tmp_path / "there"))


def test_a_copy_that_was_damaged_there_is_sent_again(archive: Path, tmp_path: Path):
    pushed(archive, str(tmp_path / "there"))
    (tmp_path / "there" / "one.blogspot.com" / "media" / "a-12345678.png").write_bytes(b"pic")

    assert 1 == pushed(archive, str(tmp_path / "there"))


def test_an_export_becomes_what_it_is_here_and_the_archive_loses_nothing(archive: Path, tmp_path: Path):
    pushed(archive, str(tmp_path / "there"))
    (archive / "export" / "json" / "blog.json").rename(archive / "export" / "json" / "other.json")
    (archive / "media" / "a-12345678.png").unlink()
    pushed(archive, str(tmp_path / "there"))
    copy = tmp_path / "there" / "one.blogspot.com"

    assert ["other.json"] == [path.name for path in (copy / "export" / "json").iterdir()]
    assert ["a-12345678.png"] == [path.name for path in (copy / "media").iterdir()]


class Elsewhere(MemoryFileSystem):
    """Memory under another name."""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.partition("://")[2] if "://" in path else path


class Unsteady(Elsewhere):
    """A place whose network is cut once in the middle of each file, and which tears what it holds by then."""

    protocol = "unsteady"
    store: ClassVar[dict[str, object]] = {}
    failed: ClassVar[set[str]] = set()

    def put_file(self, lpath: str, rpath: str, **options: object) -> None:
        if rpath not in self.failed:
            self.failed.add(rpath)
            self.pipe_file(rpath, Path(lpath).read_bytes()[:3])
            raise ConnectionResetError("cut")
        super().put_file(lpath, rpath, **options)


fsspec.register_implementation("unsteady", Unsteady, clobber=True)


def test_a_network_that_is_cut_in_the_middle_is_tried_again(archive: Path):
    root = f"unsteady://{uuid4().hex}"
    sent = pushed(archive, root)
    there = fsspec.filesystem("unsteady")
    place = f"{root}/one.blogspot.com"

    assert 3 == sent
    assert b"picture" == there.cat_file(f"{place}/media/a-12345678.png")
    assert 3 == len(json.loads(there.cat_file(f"{place}/manifest.json")))


class Tearing(Elsewhere):
    """A place that keeps half of what it is sent, and says nothing."""

    protocol = "tearing"
    store: ClassVar[dict[str, object]] = {}

    def put_file(self, lpath: str, rpath: str, **_options: object) -> None:
        content = Path(lpath).read_bytes()
        self.pipe_file(rpath, content[: len(content) // 2])


fsspec.register_implementation("tearing", Tearing, clobber=True)


def test_what_did_not_arrive_whole_is_an_error(archive: Path):
    with pytest.raises(Exception, match="did not arrive as it was sent"):
        pushed(archive, f"tearing://{uuid4().hex}")


class Foreign(Elsewhere):
    """A place whose errors are those of its own library, as those of botocore are."""

    protocol = "foreign"
    store: ClassVar[dict[str, object]] = {}

    def put_file(self, *_arguments: str, **_options: object) -> None:
        raise LookupError("no endpoint")


fsspec.register_implementation("foreign", Foreign, clobber=True)


def test_an_error_of_a_foreign_library_is_told_as_a_failed_copy(archive: Path):
    with pytest.raises(ExportFailed, match="LookupError: no endpoint"):
        pushed(archive, f"foreign://{uuid4().hex}")


def test_the_database_is_sent_last(archive: Path):
    root = f"tearing://{uuid4().hex}"
    with pytest.raises(ExportFailed):
        pushed(archive, root)

    assert not fsspec.filesystem("tearing").exists(f"{root}/one.blogspot.com/archive.db")


def test_an_unknown_kind_of_place_is_a_fault_of_the_configuration(archive: Path):
    with pytest.raises(ConfigError):
        pushed(archive, "nonsense://bucket/x")
