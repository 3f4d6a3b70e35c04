import sys
from collections.abc import Iterator
from types import ModuleType
from typing import ClassVar

import pytest
from archive_double import sample

from migrator import registry
from migrator.errors import ExportFailed, UsageError
from migrator.export import export_archive
from migrator.protocols import ExportOptions, OutputFile
from migrator.sinks import FolderSink, MemorySink, PathGuard

OPTIONS = ExportOptions()


def _exported(name):
    archive = sample()
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, name, sink, OPTIONS)
    return sink.files, report


@pytest.mark.parametrize("name", registry.exporter_names())
class TestEveryFormat:
    def test_is_named_like_its_module_and_says_what_it_is(self, name):
        exporter = registry.exporter(name)

        assert name == exporter.name
        assert exporter.summary
        assert exporter.cannot_hold
        assert all(exporter.cannot_hold)

    def test_gives_the_same_bytes_twice(self, name):
        assert _exported(name)[0] == _exported(name)[0]

    def test_writes_only_legal_and_distinct_paths(self, name):
        guard = PathGuard()
        archive = sample()

        for made in registry.exporter(name).export(archive, OPTIONS):
            if isinstance(made, OutputFile):
                guard.check(made.path)

    def test_counts_what_it_wrote(self, name):
        files, report = _exported(name)

        assert (6, 1, 4) == (report.posts, report.pages, report.comments)
        assert len(files) == report.files
        assert sum(map(len, files.values())) == report.bytes

    def test_survives_an_empty_blog(self, name):
        archive = sample()
        archive.of_posts, archive.of_media, archive.of_authors = [], [], []

        assert export_archive(archive, name, MemorySink(), OPTIONS).posts == 0


def test_an_unknown_format_is_wrong_usage_and_names_the_known_ones():
    with pytest.raises(UsageError) as caught:
        export_archive(sample(), "parchment", MemorySink(), OPTIONS)

    assert "json" in caught.value.hint


def test_names_are_listed_without_importing(monkeypatch):
    monkeypatch.delitem(sys.modules, "migrator.exporters.json", raising=False)

    names = registry.exporter_names()

    assert "json" in names
    assert "migrator.exporters.json" not in sys.modules
    assert not [name for name in names if name.startswith("_")]


class _FailingExporter:
    name: ClassVar[str] = "failing"
    summary: ClassVar[str] = "fails"
    cannot_hold: ClassVar[tuple[str, ...]] = ("anything",)

    def export(self, *_) -> Iterator[OutputFile]:
        yield OutputFile(path="a", content=b"1")
        raise OSError(28, "No space left on device")


def test_a_failure_leaves_nothing_and_is_told(tmp_path, monkeypatch):
    module = ModuleType("migrator.exporters.failing")
    _FailingExporter.__module__ = module.__name__
    module.FailingExporter = _FailingExporter
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry, "exporter_names", lambda: ("failing",))

    with pytest.raises(ExportFailed, match="No space left"):
        export_archive(sample(), "failing", FolderSink(tmp_path / "out", sample().open_media), OPTIONS)

    assert [] == list(tmp_path.iterdir())
