"""Whole sample blogs out of what other tools saved of them, against the truth of their data."""

from pathlib import Path

import pytest
from blogjson import blog_json

from fixtures import copies
from fixtures.blogger import differences, expected, load, untold
from fixtures.copies.warcs import replayed
from migrator.imports import ImportOptions, import_files

FOLDERS = {
    "wget": lambda root, answers: copies.wget(root, answers, convert=False, adjust=False),
    "wget -k -E": copies.wget,
    "wget -k -K -E, Windows names": lambda root, answers: copies.wget(root, answers, keep=True, windows=True),
    "wget -k -E -nH": lambda root, answers: copies.wget(root, own_host(answers), host_folders=False),
    "HTTrack": copies.httrack,
    "HTTrack without its cache": lambda root, answers: copies.httrack(root, answers, listed=False),
    "wayback_machine_downloader": copies.wayback_folder,
}
STYLES = {
    "gzip": copies.WarcStyle(),
    "plain, chunked": copies.WarcStyle(packing="none", chunked=True),
    "one gzip stream": copies.WarcStyle(packing="one-gzip", coding="gzip"),
    "zstd": copies.WarcStyle(packing="zstd", coding="zstd"),
    "zstd with a dictionary": copies.WarcStyle(packing="zstd-dictionary", coding="br"),
    "wget": copies.WarcStyle(chunked=True, coding="gzip", brackets=True),
    "resource records": copies.WarcStyle(kind="resource"),
}


def own_host(answers):
    return [answer for answer in answers if answer.url.startswith(load("watermark").home)]


def imported(path: Path, tmp_path: Path, **options):
    output = tmp_path / "archive"
    report = import_files(ImportOptions(paths=(path,), output=output, **options))
    return report, blog_json(output)


def wrong(name: str, held) -> list[str]:
    """Give what differs from the truth, but for the pictures that nobody linked in full size."""
    return differences(expected(name), held, ignore=[*untold(load(name), "pages"), "media"])


@pytest.mark.parametrize(
    ("tool", "name"),
    [
        *((tool, "watermark") for tool in FOLDERS),
        *((tool, name) for tool in ("wget -k -E", "HTTrack") for name in ("classic", "minima", "rounders")),
    ],
)
def test_a_saved_folder_gives_the_whole_blog(tool, name, tmp_path):
    root = FOLDERS[tool](tmp_path / "saved", copies.answers(name))
    _, held = imported(root, tmp_path)

    assert [] == wrong(name, held)


@pytest.mark.parametrize("style", STYLES)
def test_a_warc_file_gives_the_whole_blog(style, tmp_path):
    path = tmp_path / "blog.warc"
    path.write_bytes(copies.warc(copies.answers("watermark"), STYLES[style]))
    report, held = imported(path, tmp_path)

    assert [] == wrong("watermark", held)
    assert 0 == report.exit_code


def test_pages_that_a_wayback_machine_replayed_give_the_whole_blog(tmp_path):
    path = tmp_path / "wayback.warc.gz"
    path.write_bytes(copies.warc([replayed(answer) for answer in copies.answers("watermark")]))
    _, held = imported(path, tmp_path)

    assert [] == wrong("watermark", held)
    assert "web.archive.org" not in str(held)
