"""What every site generator's export promises; what a generator makes of it is shown by `make consumers`."""

import json
import posixpath
import re
from dataclasses import replace

import pytest
import yaml
from archive_double import HOME, sample
from golden import assert_golden

from migrator.export import export_archive
from migrator.formats import registry
from migrator.model.ports import ExportOptions
from migrator.model.schema import Enclosure, Media, MediaKind, MediaStatus, Post, PostStatus
from migrator.sinks import MemorySink

FLAVOURS = tuple(name for name in registry.exporter_names() if registry.exporter(name).makes_site)


def exported(name, archive=None, **options):
    archive = archive or sample()
    sink = MemorySink(archive.open_media)
    report = export_archive(archive, name, sink, ExportOptions(**options))
    return sink.files, report


def body_of(files, slug):
    return next(content.decode() for path, content in files.items() if slug in path and path.endswith(".md"))


@pytest.mark.parametrize("name", FLAVOURS)
class TestEveryFlavour:
    def test_the_sample_exports_as_it_always_did(self, name):
        assert_golden(name, exported(name)[0])

    def test_a_site_is_the_content_and_more(self, name):
        content, site = exported(name)[0], exported(name, site=True)[0]

        alone = {path for path in content if path.endswith(("README.md", "losses.json"))}
        assert set(content) - alone <= set(site)
        assert set(site) - set(content)

    def test_no_setting_is_left_out_of_the_templates(self, name):
        files = exported(name, site=True, base_url="https://new.example/sub/")[0]

        configured = [text for path, text in files.items() if path.endswith((".toml", ".yml", "conf.py", ".mjs"))]
        assert not [text for text in configured if b"${" in text]

    def test_comments_are_data_with_answers_behind_what_they_answer(self, name):
        files = exported(name)[0]

        found = [json.loads(text) for path, text in files.items() if posixpath.basename(path) == "c101.json"]
        comments = found[0]
        assert ["c801", "c804", "c803", "c802"] == [comment["anchor"] for comment in comments]
        assert [0, 1, 0, 1] == [comment["depth"] for comment in comments]
        assert "2018-02-13 01:00" == comments[0]["when"]

    def test_links_lead_to_the_old_paths_on_the_new_site(self, name):
        body = body_of(exported(name, base_url="https://new.example/sub/")[0], "le-gardien")

        assert "(/sub/2012/03/blog-post.html#c801)" in body
        assert "(/sub/" in body.split("les [mers]")[1]

    def test_pictures_are_held_and_used(self, name):
        files = exported(name)[0]

        held = [path for path in files if path.endswith("phare-0a1b2c3d.jpg")]
        assert held
        assert "/phare-0a1b2c3d.jpg)" in body_of(files, "le-gardien")

    def test_old_paths_of_labels_and_archives_lead_on(self, name):
        rules = exported(name)[0]
        lines = next(text for path, text in rules.items() if path.endswith("netlify/_redirects")).decode().splitlines()

        moved = dict(line.split(" ")[:2] for line in lines)
        assert moved["/search/label/C%2B%2B"] != moved["/search/label/C"]
        assert "/2012/03/" in moved
        assert "/2012_03_01_archive.html" in moved

    def test_nobody_sees_what_was_not_published(self, name):
        archive = sample()
        archive.of_posts = [
            Post(id="1", url=HOME + "2012/03/x.html", title="Draft", status=PostStatus.DRAFT, published="2012-03-01")
        ]

        rules = exported(name, archive)[0]
        lines = next(text for path, text in rules.items() if path.endswith("netlify/_redirects")).decode()
        assert "/2012/03/x.html" not in lines

    def test_equal_addresses_but_for_case_are_two_files(self, name):
        archive = sample()
        first = archive.of_posts[1]
        archive.of_posts = [
            replace(first, id=str(number), url=f"{HOME}2012/03/{slug}.html")
            for number, slug in enumerate(("X-y", "x-y"))
        ]

        files = exported(name, archive)[0]

        assert 2 == sum(
            b"X-y.html" in text or b"x-y.html" in text for path, text in files.items() if path.endswith(".md")
        )

    def test_posts_that_share_a_file_get_addresses_of_their_own(self, name):
        archive = sample()
        shared = HOME + "2003_05_01_archive.html"
        archive.of_posts = [
            Post(id="1", url=f"{shared}#105", title="a", published="2003-05-02T08:00:00+00:00"),
            Post(id="2", url=f"{shared}#106", title="b", published="2003-05-03T08:00:00+00:00",
                 content_html=f'<a href="{shared}#105">a</a> <a href="{shared}">month</a>'),
        ]  # fmt: skip

        text = "".join(text.decode() for path, text in exported(name, archive)[0].items() if path.endswith(".md"))

        assert "[a](/2003/05/" in text
        assert "[month](/#m2003-05)" in text


@pytest.mark.parametrize("name", FLAVOURS)
class TestEverySite:
    def test_says_every_word_of_its_own_in_the_language_of_the_blog(self, name):
        files = exported(name, site=True)[0]

        blog = json.loads(next(text for path, text in files.items() if posixpath.basename(path) == "blog.json"))
        assert ("fr", "ltr", "Libellés") == (blog["language"], blog["direction"], blog["words"]["labels"])
        ours = ("/layout", "theme/", "_include", "_layouts", "src/pages", "src/components", "src/layouts")
        templates = "".join(text.decode() for path, text in files.items() if any(part in path for part in ours))
        assert not re.search(r">\s*(?:Home|Tags|Labels|Pages|Comments|Archive|Older|Newer)\s*<", templates)

    def test_names_its_pages_in_a_menu_that_stays_below_its_address(self, name):
        files = exported(name, site=True, base_url="https://new.example/sub/")[0]

        blog = json.loads(next(text for path, text in files.items() if posixpath.basename(path) == "blog.json"))
        urls = [item["url"] for item in blog["menu"]]
        assert ["/sub/", "/sub/#archive", "/sub/tags/", "/sub/p/contact.html"] == urls

    def test_has_one_style_sheet_that_knows_dark_paper(self, name):
        files = exported(name, site=True)[0]

        sheets = [text for path, text in files.items() if path.endswith(".css")]
        assert 1 == len(sheets)
        assert b"prefers-color-scheme: dark" in sheets[0]

    def test_tells_machines_where_everything_is(self, name):
        text = b"".join(exported(name, site=True, base_url="https://new.example/sub/")[0].values())

        assert b'rel="canonical"' in text
        assert b"sitemap.xml" in text
        assert b"Sitemap: " in text

    def test_feeds_keep_the_ids_that_followers_know(self, name):
        body = body_of(exported(name)[0], "le-gardien")

        assert "tag:blogger.com,1999:blog-7000000000000000001.post-101" in body

    def test_feeds_name_the_only_author_or_the_blog_and_no_stranger(self, name):
        several, single = sample(), sample()
        single.of_authors = [author for author in single.of_authors if author.id == "p-0777"]

        def author(archive):
            files = exported(name, archive, site=True)[0]
            return json.loads(next(text for path, text in files.items() if path.endswith("blog.json")))["author"]

        assert ("La lampe à huile", "Базиль") == (author(several), author(single))

    def test_what_is_not_public_lies_where_no_build_takes_it(self, name):
        files = exported(name, site=True)[0]
        built = {"pelican": "content/", "astro": "src/content/"}

        path = next(path for path, text in files.items() if "À finir".encode() in text)
        body = files[path].decode()
        if name in built:
            assert not path.startswith(built[name])
        else:
            hidden = ("draft: true", "_drafts/", "permalink: false", "published: false")
            assert any(sign in body + path for sign in hidden)

    def test_labels_that_only_a_draft_has_are_nowhere_to_be_seen(self, name):
        archive = sample()
        archive.of_posts = [replace(one, labels=("Secret",)) if one.id == "106" else one for one in archive.of_posts]

        files = exported(name, archive, site=True)[0]

        assert [] == [
            path for path, text in files.items()
            if (b"Secret" in text or "secret" in path) and "À finir".encode() not in text
        ]  # fmt: skip

    def test_pictures_of_a_draft_are_not_published_with_the_others(self, name):
        archive = sample()
        archive.of_posts = [
            replace(one, media=("m1",) if one.id == "106" else ()) for one in archive.of_posts if one.id != "107"
        ]

        files = exported(name, archive)[0]

        beside = {"hugo": "content/posts/drafts/", "hexo": "source/_drafts/", "astro": "src/drafts/"}
        held = next(path for path in files if path.endswith("phare-0a1b2c3d.jpg"))
        assert held.startswith(beside.get(name, "_drafts/" if name == "jekyll" else "drafts/"))

    def test_a_lost_picture_is_told_where_it_stood(self, name):
        body = body_of(exported(name)[0], "le-gardien")

        assert "Image: port.gif" in body
        assert "![](http://photos.example.org" not in body

    def test_a_removed_comment_that_nobody_answered_is_not_shown(self, name):
        files = exported(name)[0]

        comments = json.loads(next(text for path, text in files.items() if posixpath.basename(path) == "c101.json"))
        assert {"c801": True, "c804": False, "c803": True, "c802": True} == {
            one["anchor"]: one["shown"] for one in comments
        }


CAST = "https://cast.example/one.mp3"


def podcast(status=MediaStatus.SKIPPED):
    archive = sample()
    path = "media/one-0a1b2c3d.mp3" if status is MediaStatus.HELD else None
    archive.of_media.append(
        Media(
            id="m9", kind=MediaKind.AUDIO, url=CAST, urls=(CAST,), path=path, status=status, sha256="0a" * 32, bytes=3
        )
    )
    archive.contents["m9"] = b"ID3"
    file = Enclosure(media="m9", url=CAST, type="audio/mpeg", length=3)
    archive.of_posts[0] = replace(archive.of_posts[0], enclosures=(file,), link="https://elsewhere.example/story")
    return archive


@pytest.mark.parametrize("name", registry.exporter_names())
def test_every_form_tells_what_a_post_attaches_and_where_its_title_leads(name):
    files = exported(name, podcast())[0]

    text = b"".join(content for path, content in files.items() if not path.endswith(".zip"))
    places = [CAST.encode() in text, b"https://elsewhere.example/story" in text]
    if name == "ghost":  # has a place for neither, and says so
        assert b"attached files" in text
        assert b"addresses that titles lead to" in text
    else:
        assert [True, True] == places


@pytest.mark.parametrize("name", FLAVOURS)
def test_a_held_file_that_a_post_attaches_is_served_by_the_site(name):
    files = exported(name, podcast(MediaStatus.HELD), base_url="https://new.example/sub/")[0]

    assert [b"ID3"] == [content for path, content in files.items() if path.endswith("one-0a1b2c3d.mp3")]
    assert re.search(r"/sub/[^\s\"]*/one-0a1b2c3d\.mp3", body_of(files, "le-gardien"))


@pytest.mark.parametrize("name", FLAVOURS)
def test_no_name_of_a_blog_makes_an_export_fail(name):
    archive = sample()
    hard = (
        "con",
        "NUL",
        'a"#b',
        "a#b",
        "x%",
        "..",
        "?",
        "a/b",
        "C:",
        " x ",
        "\t",
        "é" * 150,
        "\u200b",
        "_x",
        "index.html",
    )
    scheduled = {"status": PostStatus.SCHEDULED, "published": "2099-01-01T00:00:00+00:00"}
    archive.of_posts = [
        *(
            Post(id=f"l{number}", url=f"{HOME}2012/03/{number}.html", labels=(label,))
            for number, label in enumerate(hard)
        ),
        Post(id="s1", url=HOME + "2012/03/same.html", **scheduled),
        Post(id="s2", url=HOME + "2013/03/same.html", **scheduled),
        *(
            Post(id=f"n{slug}", url=f"{HOME}2014/03/{slug}.html")
            for slug in ("_x", "%23x", ".x", "~x", "con", "a%2Fb", "%22")
        ),
    ]

    files, report = exported(name, archive, site=True)

    assert len(archive.of_posts) == report.posts
    made = [path for path, text in files.items() if path.endswith(".md") and b"logger_id" in text]
    assert len(archive.of_posts) == len(made)


def test_yaml_front_matter_is_read_as_it_was_meant():
    front = yaml.safe_load(body_of(exported("hugo")[0], "le-gardien").split("---\n")[1])

    assert 'Le gardien: #1 "n\'oublie" rien 😀' == front["title"]
    assert "/2018/02/le-gardien.html" == front["url"]
    assert "2018-02-12T23:30:00+01:00" == front["date"].isoformat()
    assert ["Mer", "mer", "C++", "C", "R&D"] == front["params"]["labels"]
    assert 5 == len({tag.casefold() for tag in front["tags"]})
