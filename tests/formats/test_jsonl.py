import json

from archive_double import sample
from golden import assert_golden

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink


def _exported(name):
    archive = sample()
    sink = MemorySink(archive.open_media)
    export_archive(archive, name, sink, ExportOptions())
    return sink.files


def test_the_sample_exports_as_it_always_did():
    assert_golden("jsonl", _exported("jsonl"))


def test_every_line_is_an_object_of_the_json_export_with_its_kind():
    lines = [json.loads(line) for line in _exported("jsonl")["blog.jsonl"].decode().splitlines()]
    blog = json.loads(_exported("json")["blog.json"])

    def of(record):
        return [
            {key: value for key, value in line.items() if key != "record"} for line in lines if line["record"] == record
        ]

    assert [{"schema_version": blog["schema_version"], **blog["blog"]}] == of("blog")
    assert blog["authors"] == of("author")
    assert blog["posts"] == of("post")
    assert blog["media"] == of("media")
    assert "blog" == lines[0]["record"]
