"""A backup and a Takeout of one invented blog, written from one set of data: the archive of each equals the data."""

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.blogger import differences, expected
from fixtures.exports import OwnedBlog, backup, lighthouse, takeout_feed, takeout_zip
from migrator.export import export_archive
from migrator.imports import ImportOptions, import_files
from migrator.model.ports import ExportOptions
from migrator.reparse import reparse_archive
from migrator.sinks import FolderSink
from migrator.store import Archive

# No export tells the size of a thread, but for the classic backup; a Takeout has no description of the blog.
UNTOLD = {"backup": (), "takeout": ("posts.comment_count", "pages.comment_count", "blog.description")}


@pytest.fixture(scope="module")
def own() -> OwnedBlog:
    return lighthouse()


@pytest.fixture(scope="module")
def files(own: OwnedBlog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("held")
    written = {"backup": folder / "blog-06-01-2023.xml", "takeout": folder / "takeout-001.zip"}
    written["backup"].write_bytes(backup(own))
    written["takeout"].write_bytes(takeout_zip(own))
    written["feed"] = folder / "feed.atom"
    written["feed"].write_bytes(takeout_feed(own))
    return written


def blog_json(folder: Path) -> dict[str, Any]:
    with Archive.open_existing(folder, write=False) as archive:
        view = archive.view()
        export_archive(view, "json", FolderSink(folder / "json", view.open_media), ExportOptions())
    held: dict[str, Any] = json.loads((folder / "json" / "blog.json").read_text(encoding="utf-8"))
    return held


def imported(folder: Path, *paths: Path, home: str = "") -> dict[str, Any]:
    import_files(ImportOptions(paths=paths, output=folder, home=home))
    return blog_json(folder)


def published(held: dict[str, Any]) -> dict[str, Any]:
    return {**held, "posts": [post for post in held["posts"] if post["status"] == "published"]}


def of_status(held: dict[str, Any], status: str) -> dict[str, dict[str, Any]]:
    return {post["platform_id"]: post for post in held["posts"] if post["status"] == status}


@pytest.mark.parametrize("form", ["backup", "takeout"])
def test_what_the_public_sees_equals_the_data(own, files, tmp_path, form):
    held = published(imported(tmp_path, files[form]))
    truth = expected(own.blog)
    ignore = [*UNTOLD[form], *([] if form == "takeout" else ["media"])]

    assert [] == differences(truth, held, ignore=ignore)
    assert (60, 2) == tuple(sum(post["type"] == kind for post in held["posts"]) for kind in ("post", "page"))
    assert 40 == sum(len(post["comments"]) for post in held["posts"])
    assert {"Inês Duarte", "Tomé"} == {author["name"] for author in held["authors"]}


@pytest.mark.parametrize("form", ["backup", "takeout"])
def test_drafts_stay_drafts_and_scheduled_posts_wait(own, files, tmp_path, form):
    held = imported(tmp_path, files[form])

    assert {post.id: post.title for post in own.drafts} == {
        number: post["title"] for number, post in of_status(held, "draft").items()
    }
    assert {post.id: own.blog.url(post.path) for post in own.scheduled} == {
        number: post["url"] for number, post in of_status(held, "scheduled").items()
    }


@pytest.mark.parametrize("form", ["backup", "takeout"])
def test_what_lies_in_the_trash_is_not_imported(own, files, tmp_path, form):
    held = imported(tmp_path, files[form])

    assert own.trashed[0].id not in {post["platform_id"] for post in held["posts"]}


def test_a_takeout_is_shown_in_the_zone_that_its_settings_tell(own, files, tmp_path):
    held = imported(tmp_path, files["takeout"])
    times = {post["platform_id"]: post["published"] for post in held["posts"]}

    assert own.blog.posts[0].published.isoformat(timespec="milliseconds") == times[own.blog.posts[0].id]


def test_the_pictures_of_a_takeouts_album_are_matched_by_their_names(files, tmp_path):
    assert {"held"} == {media["status"] for media in imported(tmp_path, files["takeout"])["media"]}


def test_a_bare_feed_of_a_takeout_without_any_address_is_imported_all_the_same(own, files, tmp_path):
    held = imported(tmp_path, files["feed"])

    assert f"https://blog-{own.blog.id}.invalid/" == held["blog"]["url"]
    assert 60 + 2 + 5 + 3 == len(held["posts"])


def test_an_address_given_by_hand_is_taken(own, files, tmp_path):
    held = imported(tmp_path, files["feed"], home=own.blog.home)

    assert {own.blog.url(post.path) for post in own.blog.posts} <= {post["url"] for post in held["posts"]}


@pytest.mark.parametrize("order", [("backup", "feed"), ("feed", "backup"), ("feed", "takeout", "backup")])
def test_in_whatever_order_files_come_the_archive_is_the_same(files, tmp_path, order):
    together = imported(tmp_path / "together", files["backup"], files["takeout"], files["feed"])
    for name in order:
        held = imported(tmp_path / "one-by-one", files[name])
    for name in {"backup", "takeout", "feed"} - set(order):
        held = imported(tmp_path / "one-by-one", files[name])

    assert together == held


def test_our_own_export_makes_an_equal_archive(files, tmp_path):
    first = imported(tmp_path / "first", files["takeout"])
    again = imported(tmp_path / "again", tmp_path / "first" / "json" / "blog.json")

    assert first == again


def test_reading_the_raw_records_again_makes_an_equal_archive(files, tmp_path):
    before = imported(tmp_path, files["backup"], files["feed"])
    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == blog_json(tmp_path)
