import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import ClassVar

import pytest
from archive_double import HOME, sample

from migrator.export import export_archive
from migrator.formats import registry
from migrator.model.errors import ExportFailed, UsageError
from migrator.model.ports import Exporter, ExportOptions, OutputFile
from migrator.model.schema import Post
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
    monkeypatch.delitem(sys.modules, "migrator.formats.json", raising=False)

    names = registry.exporter_names()

    assert "json" in names
    assert "migrator.formats.json" not in sys.modules
    assert not {"common", "sites", "registry"} & set(names)


class _FailingExporter(Exporter):
    name: ClassVar[str] = "failing"
    summary: ClassVar[str] = "fails"
    cannot_hold: ClassVar[tuple[str, ...]] = ("anything",)

    def export(self, *_) -> Iterator[OutputFile]:
        yield OutputFile(path="a", content=b"1")
        raise OSError(28, "No space left on device")


def test_a_failure_leaves_nothing_and_is_told(tmp_path, monkeypatch):
    module = ModuleType("migrator.formats.failing")
    _FailingExporter.__module__ = module.__name__
    module.FailingExporter = _FailingExporter
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(registry, "modules", lambda: {"failing": module.__name__})

    with pytest.raises(ExportFailed, match="No space left"):
        export_archive(sample(), "failing", FolderSink(tmp_path / "out", sample().open_media), OPTIONS)

    assert [] == list(tmp_path.iterdir())


NASTY = ("Strasse", "Straße", "STRASSE", "Con. Law", "C#", "what?", "a:b", "CON", "aux.txt", "Café", "Cafe\u0301",
         "ΟΔΟΣ", "οδός", "C", "c", ".net", "x" * 3000, "a/b", "..", "\ud83d")  # fmt: skip
NASTY_PATHS = ("2012/05/a%20b.html", "2012/05/a b.html", "2012/05/con.html", "2012/05/Foo.html", "2012/05/foo.html",
               "2012/05/l%0bk.html", "2012/05/c%3F.html", "2012/05//d.html")  # fmt: skip


def _nasty():
    archive = sample()
    archive.of_posts = [
        Post(
            id=str(number), url=HOME + path, slug="x", title="x", labels=NASTY, published=f"2012-05-0{number}T00:00:00Z"
        )
        for number, path in enumerate(NASTY_PATHS, 1)
    ]
    return archive


@pytest.mark.parametrize("name", registry.exporter_names())
def test_names_that_systems_refuse_or_hold_for_one_stop_no_export(name):
    sink = MemorySink()

    export_archive(_nasty(), name, sink, replace(OPTIONS, site=registry.exporter(name).makes_site))

    # The sink lets no path through that is not legal and distinct on every system.
    assert sink.files


@pytest.mark.parametrize("name", ["eleventy", "hugo", "jekyll", "pelican"])
def test_no_two_posts_of_a_site_have_one_address(name):
    sink = MemorySink()

    export_archive(_nasty(), name, sink, OPTIONS)

    documents = [text.decode() for path, text in sink.files.items() if path.endswith(".md") and b"lampe" in text]
    found = [re.search('^(?:url|Url|permalink): "?([^"\n]*)', text, re.MULTILINE)[1] for text in documents]
    assert len(NASTY_PATHS) == len({one.casefold() for one in found})


def test_a_post_that_can_not_keep_its_address_is_led_on_to_and_said():
    sink = MemorySink()

    report = export_archive(_nasty(), "hugo", sink, OPTIONS)

    assert f"{HOME}2012/05/c%3F.html" in {notice.url for notice in report.notices if notice.code == "renamed"}
    assert b"/2012/05/c%3F.html /2012/05/c.html 301" in sink.files["redirects/netlify/_redirects"]


@pytest.mark.parametrize("name", registry.exporter_names())
@pytest.mark.parametrize("site", [False, True])
def test_beside_every_export_lies_one_text_that_says_what_to_do_with_it(name, site):
    sink = MemorySink()
    exporter = registry.exporter(name)
    archive = sample()
    sink = MemorySink(archive.open_media)

    export_archive(archive, name, sink, replace(OPTIONS, site=site and exporter.makes_site))

    assert 1 == len([path for path in sink.files if path in {"README.txt", "README.md", "_README.md"}])


def test_what_a_copy_for_a_web_server_lost_lies_next_to_its_folder(tmp_path):
    archive = sample()
    place = tmp_path / "public"
    for _ in range(2):
        export_archive(archive, "html", FolderSink(place, archive.open_media), OPTIONS)

    assert not (place / "losses.json").exists()
    assert "html" == json.loads((tmp_path / "public.losses.json").read_text())["format"]
    assert {"public", "public.losses.json"} == {path.name for path in tmp_path.iterdir()}
    assert "public.losses.json" not in (place / "README.txt").read_text()


def test_a_file_next_to_the_folder_that_is_not_ours_is_left_alone(tmp_path):
    archive = sample()
    (tmp_path / "public.losses.json").write_text('{"mine": 1}')

    with pytest.raises(UsageError, match="none of this program's files"):
        export_archive(archive, "html", FolderSink(tmp_path / "public", archive.open_media), OPTIONS)

    assert ["public.losses.json"] == [path.name for path in tmp_path.iterdir()]


def test_wordpress_is_a_name_of_wxr():
    assert "wxr" == registry.exporter("wordpress").name
