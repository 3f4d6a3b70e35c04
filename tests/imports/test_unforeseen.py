"""The last guard of imports: a fault of this program ends neither the run nor what stands beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.account import Tally
from migrator.imports.keeping import read
from migrator.imports.readers.base import BlogInput, ImportedDocument, ImportedMedia
from migrator.model.documents import Parsed, RawPage
from migrator.model.notices import Notice, exit_code_of
from migrator.model.ports import NullProgress
from migrator.model.unforeseen import internal_error
from migrator.store import Archive


class ThreePages:
    """An input of three pages whose reader fails behind the last."""

    name, form, home, platform_id, size = "three", "a test", "https://three.blogspot.com/", "", 0

    def documents(self) -> Iterator[ImportedDocument | Notice]:
        for number in range(3):
            url = f"{self.home}2018/02/{number}.html"
            page = RawPage(url=url, final_url=url, status=200, body=b"<html><p>x</p></html>")
            yield ImportedDocument(page=page, as_of="2018-02-01T00:00:00Z", position=f"page {number}")
        raise AttributeError("of the reader")

    def media(self, wanted: Callable[[str], bool]) -> Iterator[ImportedMedia]:
        yield from (one for one in () if wanted(one))


def read_all(fails_at: str) -> tuple[list[str], list[Notice]]:
    kept: list[str] = []

    def keep(_one: BlogInput, document: ImportedDocument, _parsed: Parsed, _tally: Tally) -> None:
        if document.position == fails_at:
            raise KeyError("of the keeping")
        kept.append(document.position)

    told = [notice for notice in read(ThreePages(), keep, NullProgress()) if notice.code == "internal-error"]
    return kept, told


def test_a_document_that_cannot_be_kept_takes_no_other_with_it():
    kept, told = read_all(fails_at="page 1")

    assert ["page 0", "page 2"] == kept
    assert told[0].detail.startswith("page 1: KeyError in ")


def test_what_a_failing_reader_gave_before_is_kept():
    kept, told = read_all(fails_at="")

    assert ["page 0", "page 1", "page 2"] == kept
    assert ["three"] == [notice.url for notice in told]


def test_a_fault_of_this_program_ends_with_1_whatever_else_is_lost():
    assert 1 == exit_code_of(
        [Notice(code="internal-error", url=""), Notice(code="post-missing", url=""), Notice(code="dead-link", url="")]
    )


def fault(text: str) -> Notice:
    try:
        {}[text]
    except KeyError as error:
        return internal_error(error, url=text)


def test_the_same_fault_has_the_same_mark_whatever_the_input():
    one, other = fault("a"), fault("b")

    assert one.detail == other.detail
    assert one.url != other.url


def test_the_traceback_lies_in_the_log_of_the_archive_under_the_mark(tmp_path: Path):
    with Archive.create_or_open(tmp_path / "a") as archive:
        told = fault("in the archive")
    log = (archive.path / "errors.log").read_text()

    assert told.detail.rpartition("(")[2].rstrip(")") in log
    assert "Traceback" in log


def test_an_archive_without_a_fault_has_no_log(tmp_path: Path):
    with Archive.create_or_open(tmp_path / "a"):
        pass

    assert not (tmp_path / "a" / "errors.log").exists()


def test_a_fault_is_not_printed_where_no_archive_is_open(capfd: pytest.CaptureFixture[str]):
    fault("nowhere")

    assert "" == capfd.readouterr().err
