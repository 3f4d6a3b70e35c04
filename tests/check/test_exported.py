"""An export is read back and compared with its archive; every planted difference is named with its post."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from fixtures.blogger import StandIn
from fixtures.torture.archive import write
from migrator.check.exported import verify_export
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.export import Selection, export_archive
from migrator.formats import registry
from migrator.model.errors import ExportDamaged, UnreadableInput
from migrator.model.ports import ExportOptions
from migrator.sinks import FolderSink
from migrator.sources.window import Window
from migrator.store import Archive

TREES = ["astro", "eleventy", "hexo", "hugo", "jekyll", "markdown", "pelican"]
WITH_FILES = [*TREES, "html"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Hold the archive of the seed blog; tests only read it."""
    folder = tmp_path_factory.mktemp("held") / "archive"
    with StandIn("seed") as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        options = CrawlOptions(url=standin.blog("seed").home, output=folder)
        crawl_blog(options, clock=lambda: datetime(2024, 5, 1, 7, 8, 9, tzinfo=UTC))
    return folder


def exported(archive, name, folder, selection=None, **options):
    with Archive.open_existing(archive, write=False) as opened:
        view = opened.view()
        export_archive(view, name, FolderSink(folder, view.open_media), ExportOptions(**options), selection)
    return folder


def checked(archive, folder):
    with Archive.open_existing(archive, write=False) as opened:
        return verify_export(opened, folder)


def document_of(folder, words):
    """Find the text file of an export that holds some words."""
    return next(
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".md", ".html", ".xml", ".json", ".jsonl"} and words in path.read_text()
    )


@pytest.mark.parametrize("name", registry.exporter_names())
def test_every_form_says_what_the_archive_says(archive, tmp_path, name):
    report = checked(archive, exported(archive, name, tmp_path / "there"))

    assert (name, ()) == (report.format, report.differing)
    assert 46 == report.compared["posts"] == report.compared["texts"] == report.compared["dates"]
    assert 0 < report.compared["images"]


@pytest.mark.parametrize("name", registry.exporter_names())
def test_every_form_of_the_torture_blog_says_what_the_archive_says(tmp_path, name):
    write(tmp_path / "torture", posts=40, huge=False)
    report = checked(tmp_path / "torture", exported(tmp_path / "torture", name, tmp_path / "there"))

    assert () == report.differing
    assert 60 < report.compared["texts"]


@pytest.mark.parametrize("name", [name for name in registry.exporter_names() if name != "ghost"])
def test_a_word_that_was_changed_is_named_with_its_post(archive, tmp_path, name):
    folder = exported(archive, name, tmp_path / "there")
    path = document_of(folder, "feuillets")
    path.write_text(path.read_text().replace("feuillets", "cactus"))
    report = checked(archive, folder)

    assert 3 == report.exit_code
    assert all("text" in notice.detail and notice.url.startswith("https://carnet") for notice in report.differing)
    assert any("cactus" in notice.detail for notice in report.differing)


@pytest.mark.parametrize("name", WITH_FILES)
def test_a_picture_with_other_bytes_is_named(archive, tmp_path, name):
    folder = exported(archive, name, tmp_path / "there")
    for picture in folder.rglob("la-gare*"):
        picture.unlink()
        picture.write_bytes(b"something else")
    report = checked(archive, folder)

    assert {"images"} == {notice.detail.partition(":")[0] for notice in report.differing}
    assert any("la-gare" in notice.detail for notice in report.differing)


@pytest.mark.parametrize("name", WITH_FILES)
def test_a_post_that_is_gone_from_the_export_is_named(archive, tmp_path, name):
    folder = exported(archive, name, tmp_path / "there")
    document_of(folder, "feuillets").unlink()
    report = checked(archive, folder)

    assert any(notice.detail == "it is not in the export" for notice in report.differing)


@pytest.mark.parametrize("name", ["hugo", "jekyll", "markdown"])
def test_a_title_and_a_date_that_were_changed_are_named(archive, tmp_path, name):
    folder = exported(archive, name, tmp_path / "there")
    path = document_of(folder, "feuillets")
    lines = path.read_text().split("\n")
    path.write_text(
        "\n".join(
            'title: "Another"'
            if line.startswith("title:")
            else line.replace("+02:00", "+05:00").replace("+01:00", "+06:00")
            for line in lines
        )
    )

    assert {"title", "date"} <= {notice.detail.partition(":")[0] for notice in checked(archive, folder).differing}


def test_a_link_that_leads_nowhere_is_named(archive, tmp_path):
    folder = exported(archive, "hugo", tmp_path / "there")
    path = document_of(folder, "feuillets")
    path.write_text(path.read_text() + "\n\n[x](/2031/01/nowhere.html)\n")

    assert any("/2031/01/nowhere.html leads nowhere" in one.detail for one in checked(archive, folder).differing)


@pytest.mark.parametrize("name", ["hugo", "json", "wxr", "html"])
def test_an_export_of_a_part_is_compared_with_that_part(archive, tmp_path, name):
    chosen = Selection(window=Window(since="2012-01-01", until=None), types=frozenset({"post"}), comments=False)
    folder = exported(archive, name, tmp_path / "there", chosen)
    report = checked(archive, folder)

    assert () == report.differing
    assert 0 < report.compared["posts"] < 46
    assert {"since": "2012-01-01", "types": ["post"], "comments": False} == report.asked


@pytest.mark.parametrize("name", ["hugo", "jekyll", "html"])
def test_an_export_for_a_folder_of_another_host_is_compared_as_well(archive, tmp_path, name):
    folder = exported(archive, name, tmp_path / "there", base_url="https://new.example/blog/")

    assert () == checked(archive, folder).differing


def test_an_export_is_recognised_also_without_its_list_of_losses(archive, tmp_path):
    folder = exported(archive, "jekyll", tmp_path / "there")
    (folder / "losses.json").unlink()

    assert "jekyll" == checked(archive, folder).format


def test_what_an_html_copy_says_of_itself_is_found_next_to_it_and_in_it(archive, tmp_path):
    folder = exported(archive, "html", tmp_path / "there", base_url="https://new.example/blog/")
    beside = tmp_path / "there.losses.json"
    asked = {"base_url": "https://new.example/blog/"}

    assert asked == checked(archive, folder).asked
    beside.rename(folder / "losses.json")
    assert asked == checked(archive, folder).asked


def test_a_folder_that_holds_something_else_is_refused(archive, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UnreadableInput, match="holds no export"):
        checked(archive, tmp_path)
    with pytest.raises(UnreadableInput, match="There is no export"):
        checked(archive, tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "file"), [("json", "blog.json"), ("wxr", "blog.wxr.xml"), ("ghost", "blog.ghost.zip")]
)
def test_a_file_that_is_cut_is_damage(archive, tmp_path, name, file):
    folder = exported(archive, name, tmp_path / "there")
    (folder / file).write_bytes((folder / file).read_bytes()[:-500])
    with pytest.raises(ExportDamaged, match="can't be read"):
        checked(archive, folder)


def test_what_the_archive_does_not_hold_is_named(archive, tmp_path):
    folder = exported(archive, "json", tmp_path / "there")
    value = json.loads((folder / "blog.json").read_text())
    value["posts"].append({**value["posts"][0], "id": "1", "platform_id": "1", "url": "https://x.example/1.html"})
    (folder / "blog.json").write_text(json.dumps(value))

    assert ["https://x.example/1.html"] == [notice.url for notice in checked(archive, folder).differing]


def test_an_older_copy_of_an_export_differs_from_the_archive_of_today(archive, tmp_path):
    folder = exported(archive, "jsonl", tmp_path / "there")
    later = shutil.copytree(archive, tmp_path / "later")
    with Archive.open_existing(later, write=True) as opened, opened.transaction():
        opened._database.execute("UPDATE posts SET title = 'Edited' WHERE number = 3")

    assert ["title"] == [one.detail.partition(":")[0] for one in checked(later, folder).differing]
