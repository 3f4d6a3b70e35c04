"""Pictures that a post holds in its own text, and the one that a short feed tells beside it."""

import base64
import json
import struct
import zlib
from html import escape
from pathlib import Path

import pytest
from commandline import migrate

HEAD = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
 xmlns:media='http://search.yahoo.com/mrss/'><id>tag:blogger.com,1999:blog-77</id>
<updated>2020-05-02T10:00:00.000Z</updated><title>Harbour</title>
<link rel='alternate' type='text/html' href='https://harbour.blogspot.com/'/><generator>Blogger</generator>"""
ENTRY = """<entry><id>tag:blogger.com,1999:blog-77.post-1</id><published>2020-05-01T10:00:00.000+02:00</published>
<updated>2020-05-01T10:00:00.000+02:00</updated><title>Low water</title>{body}
<link rel='alternate' type='text/html' href='https://harbour.blogspot.com/2020/05/low-water.html'/></entry>"""


def picture() -> bytes:
    """A PNG of 40 × 40 noisy pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y * 7) % 256 for x in range(40)) for y in range(40))
    header = struct.pack(">IIBBBBB", 40, 40, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


DATA = "data:image/png;base64," + base64.b64encode(picture()).decode()


def feed(path: Path, body: str) -> Path:
    path.write_text(HEAD + ENTRY.format(body=body) + "</feed>", "utf-8")
    return path


def exported(archive: Path, kind: str, *more: str) -> Path:
    target = archive.parent / kind
    done = migrate("export", archive, "--format", kind, "--output", target, *more)
    assert 0 == done.returncode, done.stderr
    return target


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one post with a picture in its text, as a picture and as a background."""
    body = f'<p>Mud.</p><img src="{DATA}"><div style="background-image: url({DATA})">Gulls</div>'
    source = feed(tmp_path / "feed.xml", f"<content type='html'>{escape(body)}</content>")
    done = migrate("import", source, "--output", tmp_path / "archive", "--json")
    assert 0 == done.returncode, done.stderr
    return tmp_path / "archive"


def test_a_picture_written_into_the_text_becomes_a_file_of_the_archive(archive):
    blog = json.loads((exported(archive, "json") / "blog.json").read_text("utf-8"))

    (medium,) = blog["media"]
    assert "held" == medium["status"]
    assert [medium["id"]] == blog["posts"][0]["media"]
    assert picture() == (archive / medium["path"]).read_bytes()
    assert DATA in blog["posts"][0]["content_html"], "the body stays as the author left it"


@pytest.mark.parametrize("kind", ["html", "markdown", "hugo", "jekyll", "eleventy"])
def test_it_is_a_file_in_every_tree_that_is_exported(kind, archive):
    files = [path for path in exported(archive, kind).rglob("*") if path.is_file()]

    assert [picture()] == [
        path.read_bytes() for path in files if path.suffix == ".png" and path.stem.startswith("image")
    ]
    assert not [path for path in files if path.suffix in {".html", ".md"} and DATA in path.read_text("utf-8")]


def test_wordpress_gets_it_as_an_attachment_where_it_can_fetch_it(archive):
    base = "https://new.example/media"
    written = "".join(path.read_text("utf-8") for path in exported(archive, "wxr", "--media", base).rglob("*.xml"))

    assert f"{base}/image-" in written
    assert "wp:attachment_url" in written
    assert DATA not in written


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_the_thumbnail_of_a_short_feed_is_kept(kind, tmp_path):
    thumbnail = "https://1.bp.blogspot.com/-x/y/z/w/s72-c/pier.jpg"
    body = f"<summary>Mud and gulls...</summary><media:thumbnail url='{thumbnail}' height='72' width='72'/>"
    source = feed(tmp_path / "feed.xml", body)
    if kind == "rss":
        source.write_text(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Harbour</title>"
            "<link>https://harbour.blogspot.com/</link><generator>Blogger</generator><item>"
            "<guid isPermaLink='false'>tag:blogger.com,1999:blog-77.post-1</guid><title>Low water</title>"
            "<description>Mud and gulls...</description><link>https://harbour.blogspot.com/2020/05/low.html</link>"
            f"<media:thumbnail url='{thumbnail}'/></item></channel></rss>"
        )
    if kind == "json":
        entry = {
            "id": {"$t": "tag:blogger.com,1999:blog-77.post-1"},
            "summary": {"type": "text", "$t": "Mud and gulls..."},
            "link": [
                {"rel": "alternate", "type": "text/html", "href": "https://harbour.blogspot.com/2020/05/low.html"}
            ],
            "media$thumbnail": {"url": thumbnail, "height": "72", "width": "72"},
        }
        source.write_text(json.dumps({"feed": {"id": {"$t": "tag:blogger.com,1999:blog-77"}, "entry": [entry]}}))
    migrate("import", source, "--output", tmp_path / "archive")
    blog = json.loads((exported(tmp_path / "archive", "json") / "blog.json").read_text("utf-8"))

    assert ["https://1.bp.blogspot.com/-x/y/z/w/s0/pier.jpg"] == [one["url"] for one in blog["media"]]


def test_the_thumbnail_beside_a_whole_body_adds_nothing(tmp_path):
    body = (
        "<content type='html'>&lt;p&gt;Mud.&lt;/p&gt;</content>"
        "<media:thumbnail url='https://1.bp.blogspot.com/-x/y/z/w/s72-c/pier.jpg'/>"
    )
    migrate("import", feed(tmp_path / "feed.xml", body), "--output", tmp_path / "archive")
    blog = json.loads((exported(tmp_path / "archive", "json") / "blog.json").read_text("utf-8"))

    assert ([], "<p>Mud.</p>") == (blog["media"], blog["posts"][0]["content_html"])
