import pytest

from migrator.model.errors import ArchiveLocked, ExportFailed, UsageError
from migrator.model.ports import OutputFile
from migrator.sinks import FolderSink, MemorySink, no_media


def _folder(place, **files):
    sink = FolderSink(place, no_media)
    for name, content in files.items():
        sink.write(OutputFile(path=f"{name}.txt", content=content))
    return sink


def test_nothing_is_visible_before_commit(tmp_path):
    place = tmp_path / "out"

    sink = _folder(place, a=b"1")

    assert not place.exists()
    sink.commit()
    assert b"1" == (place / "a.txt").read_bytes()


def test_abort_leaves_nothing_behind(tmp_path):
    _folder(tmp_path / "out", a=b"1").abort()

    assert [] == list(tmp_path.iterdir())


def test_abort_leaves_the_earlier_export_alone(tmp_path):
    _folder(tmp_path / "out", a=b"1").commit()

    _folder(tmp_path / "out", a=b"2").abort()

    assert b"1" == (tmp_path / "out" / "a.txt").read_bytes()
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


def test_a_second_export_replaces_the_first_whole(tmp_path):
    _folder(tmp_path / "out", a=b"1", b=b"1").commit()

    _folder(tmp_path / "out", a=b"2").commit()

    assert [".migrate-export.json", "a.txt"] == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_an_unchanged_file_keeps_its_time(tmp_path):
    _folder(tmp_path / "out", same=b"1", other=b"1").commit()
    before = (tmp_path / "out" / "same.txt").stat().st_mtime_ns

    _folder(tmp_path / "out", same=b"1", other=b"2").commit()

    assert before == (tmp_path / "out" / "same.txt").stat().st_mtime_ns
    assert before < (tmp_path / "out" / "other.txt").stat().st_mtime_ns


def test_of_an_unchanged_file_nothing_is_written(tmp_path):
    _folder(tmp_path / "out", same=b"1", streamed=b"abc", longer=b"abcd", cut=b"ab", other=b"axc").commit()
    before = {path.name: path.stat().st_ino for path in (tmp_path / "out").glob("*.txt")}

    chunks = {
        "streamed": iter([b"a", b"bc"]),
        "longer": iter([b"a", b"bc"]),
        "cut": iter([b"a", b"bc"]),
        "other": b"abc",
    }
    sink = _folder(tmp_path / "out", same=b"1", **chunks)
    sink.commit()

    after = {path.name: path.stat().st_ino for path in (tmp_path / "out").glob("*.txt")}
    assert ["same.txt", "streamed.txt"] == sorted(name for name in after if after[name] == before[name])
    assert 2 == sink.unchanged
    assert [b"abc"] * 4 == [(tmp_path / "out" / f"{name}.txt").read_bytes() for name in chunks]


def test_a_folder_with_something_else_in_it_is_refused_untouched(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")

    with pytest.raises(UsageError):
        FolderSink(tmp_path / "out", no_media)

    assert ["out"] == [path.name for path in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "out" / "letter.txt").read_text()


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")

    with pytest.raises(UsageError):
        FolderSink(tmp_path / "out", no_media)


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "out").mkdir()

    _folder(tmp_path / "out", a=b"1").commit()

    assert (tmp_path / "out" / "a.txt").is_file()


def test_a_second_export_to_the_same_place_waits_for_nobody(tmp_path):
    first = _folder(tmp_path / "out", a=b"1")

    with pytest.raises(ArchiveLocked):
        FolderSink(tmp_path / "out", no_media)

    first.commit()
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


def test_leftovers_of_a_killed_export_are_cleared(tmp_path):
    (tmp_path / ".out.staged").mkdir()
    (tmp_path / ".out.staged" / "half.txt").write_text("half")
    (tmp_path / ".out.replaced").mkdir()
    (tmp_path / ".out.replaced" / ".migrate-export.json").write_text("{}")

    sink = FolderSink(tmp_path / "out", no_media)

    assert (tmp_path / "out").is_dir()
    sink.commit()
    assert ["out"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../x", "a//b", "", "a/./b", "C:x", "a\\b", "con.txt", "a/b ", "a/b.", "\x00", "q?"]
)
def test_an_unsafe_path_is_refused(path):
    with pytest.raises(ExportFailed):
        MemorySink().write(OutputFile(path=path, content=b""))


def test_paths_that_differ_in_case_only_are_refused():
    sink = MemorySink()
    sink.write(OutputFile(path="A/x.md", content=b""))

    with pytest.raises(ExportFailed):
        sink.write(OutputFile(path="a/X.md", content=b""))


def test_memory_shows_files_after_commit_only():
    sink = MemorySink()
    sink.write(OutputFile(path="a", content=iter([b"1", b"2"])))

    assert {} == sink.files
    sink.commit()
    assert {"a": b"12"} == sink.files
