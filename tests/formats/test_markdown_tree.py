import json
from dataclasses import replace

import yaml
from archive_double import HOME, sample
from golden import assert_golden

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.model.schema import Post, PostStatus
from migrator.sinks import MemorySink

KEEPER = "2018/02/le-gardien/"


def _exported(archive):
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, "markdown", sink, ExportOptions())
    return sink.files, report


def _front_matter(document):
    return yaml.safe_load(document.decode().split("---\n")[1])


def test_the_sample_exports_as_it_always_did():
    assert_golden("markdown", _exported(sample())[0])


def test_a_post_has_its_pictures_and_comments_beside_it():
    files, _ = _exported(sample())

    assert b"\xff\xd8\xffphare\n" == files[KEEPER + "phare-0a1b2c3d.jpg"]
    assert ["801", "802", "803", "804"] == [one["id"] for one in json.loads(files[KEEPER + "comments.json"])]


def test_links_between_posts_are_relative_paths_and_keep_the_anchor():
    files, _ = _exported(sample())

    assert "[l'autre](../../../2012/03/blog-post/index.md#c801)" in files[KEEPER + "index.md"].decode()
    assert "[Le gardien](../../2018/02/le-gardien/index.md)" in files["p/contact/index.md"].decode()


def test_a_link_to_what_is_not_exported_gets_its_canonical_address():
    files, _ = _exported(sample())

    assert f"[mers]({HOME}search/label/Mer)" in files[KEEPER + "index.md"].decode()


def test_a_picture_that_is_not_held_keeps_its_address_and_is_told():
    files, report = _exported(sample())

    assert "](http://photos.example.org/vieux/port.gif)" in files[KEEPER + "index.md"].decode()
    assert [("media-remote", "http://photos.example.org/vieux/port.gif")] == [
        (notice.code, notice.url) for notice in report.notices
    ]


def test_front_matter_tells_what_the_post_is():
    front = _front_matter(_exported(sample())[0][KEEPER + "index.md"])

    assert 'Le gardien: #1 "n\'oublie" rien 😀' == front["title"]
    assert "2018-02-12T23:30:00.001000+01:00" == front["date"].isoformat()
    assert ["Mer", "mer", "C++", "C", "R&D"] == front["tags"]
    assert "Marthe O'Dell & fils" == front["author"]
    assert ["/2018/02/le-gardien.html"] == front["aliases"]
    assert {"name": "Ouessant, France", "latitude": 48.4575, "longitude": -5.0951} == front["location"]


def test_the_index_names_every_post_and_where_it_is():
    files, _ = _exported(sample())
    index = yaml.safe_load(files["blog.yaml"])

    assert "La lampe à huile" == index["title"]
    assert sorted(path for path in files if path.endswith(".md")) == sorted(post["path"] for post in index["posts"])


def test_a_reserved_name_is_changed():
    assert "2010/12/con_/index.md" in _exported(sample())[0]


def test_addresses_that_differ_in_case_only_get_two_folders():
    archive = sample()
    archive.of_posts = [
        Post(id="1", url=HOME + "2012/03/The-Net.html", published="2012-03-02T00:00:00+00:00"),
        Post(id="2", url=HOME + "2012/03/the-net.html", published="2012-03-01T00:00:00+00:00"),
    ]

    files, _ = _exported(archive)

    assert 2 == sum(path.endswith("index.md") for path in files)
    assert 2 == len({path.casefold() for path in files if path.endswith("index.md")})


def test_drafts_without_title_and_address_are_each_kept():
    archive = sample()
    archive.of_posts = [Post(id=str(number), url="", status=PostStatus.DRAFT) for number in range(3)]

    files, _ = _exported(archive)

    assert ["drafts/0/index.md", "drafts/1/index.md", "drafts/2/index.md"] == sorted(
        path for path in files if "/" in path
    )


def test_very_long_slugs_become_names_that_fit():
    archive = sample()
    archive.of_posts = [
        replace(archive.of_posts[1], id=str(number), url=f"{HOME}2012/03/{'é' * 200}{number}.html")
        for number in range(2)
    ]

    files, _ = _exported(archive)

    names = [path.split("/")[2] for path in files if path.endswith("index.md")]
    assert 2 == len(set(names))
    assert all(len(name.encode()) <= 120 for name in names)


def test_without_html_only_markdown_is_written():
    archive = sample()
    archive.of_posts = [replace(archive.of_posts[1], content_html="H<sub>2</sub>O")]
    sink = MemorySink(archive.open_media)

    export_archive(archive, "markdown", sink, ExportOptions(raw_html=False))

    assert b"H2O\n" == sink.files["2012/03/blog-post/index.md"].split(b"---\n\n")[1]
