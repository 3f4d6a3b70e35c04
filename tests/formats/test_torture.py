"""The torture blog goes whole into every format; what its consumer makes of it is shown by `make consumers`."""

import json

import pytest

from fixtures.torture import write
from migrator import open_archive
from migrator.export import export_archive
from migrator.formats import registry
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink


@pytest.fixture(scope="module")
def torture(tmp_path_factory):
    folder = tmp_path_factory.mktemp("torture") / "archive"
    write(folder, huge=False)
    with open_archive(folder) as archive:
        yield archive.view()


@pytest.mark.parametrize("name", registry.exporter_names())
def test_nothing_is_left_out(torture, name):
    sink = MemorySink(torture.open_media)

    report = export_archive(torture, name, sink, ExportOptions(base_url="https://new.example/"))

    assert (200, 4) == (report.posts, report.pages)
    assert report.comments == sum(len(post.comments) for post in torture.posts())
    json.loads(sink.files.get("losses.json") or sink.files["../losses.json"])


def test_two_archives_of_it_are_one(torture, tmp_path):
    write(tmp_path / "again", huge=False)

    with open_archive(tmp_path / "again") as archive:
        assert list(torture.posts()) == list(archive.view().posts())
        assert list(torture.media()) == list(archive.view().media())
