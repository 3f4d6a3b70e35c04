"""Forms in which people keep a blog: parts of a Takeout, heaps of files, single entries, dumps, Safari's pages."""

import gc
import gzip
import io
import json
import plistlib
import tarfile
import zipfile
from pathlib import Path

import pytest

from migrator.imports import ImportOptions, import_files
from migrator.imports.readers.files import tar_tree, zip_tree
from migrator.model.errors import UnreadableInput
from migrator.store import Archive
from tests.imports.test_media_in_bodies import picture

HOME = "https://harbour.blogspot.com/"
ATOM = (
    "xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:blogger='http://schemas.google.com/blogger/2018'"
)


def entry(number: int, title: str, body: str = "words", blog: int = 77, namespaces: str = "") -> str:
    return (
        f"<entry {namespaces}><id>tag:blogger.com,1999:blog-{blog}.post-{number}</id>"
        f"<published>2020-05-0{number}T10:00:00Z</published><updated>2020-05-0{number}T11:00:00Z</updated>"
        f"<title type='text'>{title}</title><content type='html'>{body}</content>"
        f"<link rel='alternate' type='text/html' href='{HOME}2020/05/{title.lower()}.html'/></entry>"
    )


def feed(*entries: str, blog: int = 77) -> bytes:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed {ATOM}><id>tag:blogger.com,1999:blog-{blog}</id>"
        f"<updated>2020-06-01T00:00:00Z</updated><title>Harbour</title><generator>Blogger</generator>"
        f"<link rel='alternate' type='text/html' href='{HOME}'/>{''.join(entries)}</feed>"
    ).encode()


def takeout(title: str, name: str, blog: int = 77) -> bytes:
    """The feed of a Takeout with a post that shows a picture of that name."""
    shown = f"&lt;img src='https://1.bp.blogspot.com/-x/{name}/s/s320/{name}.png'&gt;"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><feed {ATOM}><id>tag:blogger.com,1999:blog-{blog}</id>"
        f"<title>{title}</title><entry><id>tag:blogger.com,1999:blog-{blog}.post-1</id>"
        "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><author><name>Nell</name></author>"
        f"<title>{title}</title><content type='html'>{shown}</content>"
        "<blogger:created>2020-05-01T10:00:00Z</blogger:created><published>2020-05-01T10:00:00Z</published>"
        "<updated>2020-05-01T10:00:00Z</updated><blogger:filename>/2020/05/p.html</blogger:filename></entry></feed>"
    ).encode()


FEED_PART = {"Takeout/Blogger/Blogs/Harbour/feed.atom": takeout("Harbour", "pier")}
PICTURE_PART = {"Takeout/Blogger/Albums/Harbour/pier.png": picture()}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """Pack files as the name says, or lay them into a folder."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as target:
            for name, content in files.items():
                target.writestr(name, content)
    elif path.suffix in {".tgz", ".tar"}:
        with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as target:
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
    else:
        for name, content in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
    return path


def imported(folder: Path, *steps: list[Path]) -> dict[str, object]:
    """Import in steps into one archive; tell what it holds."""
    for paths in steps:
        report = import_files(ImportOptions(paths=tuple(paths), output=folder / "archive"))
        assert 0 == report.exit_code, report.notices
    with Archive.open_existing(folder / "archive", write=False) as archive:
        view = archive.view()
        return {
            "posts": [(post.title, post.status.value, post.content_html) for post in view.posts()],
            "media": [(one.id, one.status.value, one.sha256, one.path) for one in view.media()],
        }


PARTS = [
    ("one.zip", "two.zip"),
    ("one.tgz", "two.tgz"),
    ("one.tgz", "two.zip"),
    ("one.tar", "two"),
    ("one", "two"),
    ("one", "two.zip"),
]


@pytest.mark.parametrize("names", PARTS, ids="+".join)
def test_parts_of_a_takeout_give_one_archive_in_whatever_form_and_order(names, tmp_path):
    one, two = packed(tmp_path / names[0], FEED_PART), packed(tmp_path / names[1], PICTURE_PART)
    whole = imported(tmp_path / "a", [one, two])

    assert ["held"] == [status for _, status, _, _ in whole["media"]]
    assert whole == imported(tmp_path / "b", [two, one])
    assert whole == imported(tmp_path / "c", [one], [two])


@pytest.mark.parametrize("names", PARTS, ids="+".join)
def test_a_folder_of_parts_is_the_takeout(names, tmp_path):
    for name, files in zip(names, (FEED_PART, PICTURE_PART), strict=True):
        (tmp_path / "heap").mkdir(exist_ok=True)
        packed(tmp_path / "heap" / name, files)

    assert ["held"] == [status for _, status, _, _ in imported(tmp_path, [tmp_path / "heap"])["media"]]


def test_the_file_beside_a_picture_may_lie_in_another_part(tmp_path):
    side = {"title": "pier.png", "url": "https://1.bp.blogspot.com/-x/pier/s/s320/pier.png"}
    one = packed(
        tmp_path / "1.zip", {**FEED_PART, "Takeout/Blogger/Albums/Harbour/x.png.json": json.dumps(side).encode()}
    )
    two = packed(tmp_path / "2.zip", {"Takeout/Blogger/Albums/Harbour/x.png": picture()})

    assert ["held"] == [status for _, status, _, _ in imported(tmp_path, [two, one])["media"]]


def test_pictures_alone_are_refused_with_what_to_do(tmp_path):
    two = packed(tmp_path / "two.zip", PICTURE_PART)

    with pytest.raises(UnreadableInput) as caught:
        imported(tmp_path, [two])
    assert "feed.atom" in (caught.value.hint or "")
    assert not (tmp_path / "archive").exists()


def test_takeouts_of_two_blogs_side_by_side_keep_their_pictures_apart(tmp_path):
    harbour = packed(tmp_path / "1.zip", {**FEED_PART, **PICTURE_PART})
    lamp = packed(
        tmp_path / "2.zip",
        {
            "Takeout/Blogger/Blogs/Lamp/feed.atom": takeout("Lamp", "pier", blog=88),
            "Takeout/Blogger/Albums/Lamp/pier.png": picture() + b"other",
        },
    )
    import_files(ImportOptions(paths=(harbour, lamp), root=tmp_path / "output"))
    sizes = []
    for database in sorted((tmp_path / "output").glob("*/archive.db")):
        with Archive.open_existing(database.parent, write=False) as archive:
            sizes += [one.bytes for one in archive.view().media()]

    assert sorted([len(picture()), len(picture()) + 5]) == sorted(sizes)


def test_two_takeouts_of_one_blog_meet_in_one_archive(tmp_path):
    one = packed(tmp_path / "1.zip", {**FEED_PART, **PICTURE_PART})
    two = packed(tmp_path / "2.zip", {**FEED_PART, **PICTURE_PART})

    assert imported(tmp_path / "a", [one]) == imported(tmp_path / "b", [two, one])


def test_a_zip_is_opened_once_however_many_members_are_read(tmp_path):
    path = packed(tmp_path / "a.zip", {f"{number}.png": bytes([number]) for number in range(9)})
    tree = zip_tree(path)
    path.unlink()

    assert [bytes([number]) for number in range(9)] == [source.opened().read() for source in tree.files.values()]


# -- heaps of files ---------------------------------------------------------------------------------------------------


def test_a_folder_of_backups_and_feeds_is_read_file_by_file(tmp_path):
    heap = tmp_path / "heap"
    (heap / "2014").mkdir(parents=True)
    (heap / "blog-02-14-2014.xml").write_bytes(feed(entry(1, "One")))
    (heap / "2014" / "posts.xml.gz").write_bytes(gzip.compress(feed(entry(2, "Two"))))
    packed(heap / "backup.zip", {"blog.xml": feed(entry(3, "Three"))})
    (heap / "readme.txt").write_text("my blog")
    (heap / ".DS_Store").write_bytes(b"\0\0")
    report = import_files(ImportOptions(paths=(heap,), output=tmp_path / "archive"))

    assert (0, 3) == (report.exit_code, report.blogs[0].posts)
    assert [("left-alone", "readme.txt")] == [(one.code, one.detail) for one in report.notices]


def test_a_folder_in_which_nothing_is_a_blog_is_refused(tmp_path):
    (tmp_path / "heap").mkdir()
    (tmp_path / "heap" / "readme.txt").write_text("words")

    with pytest.raises(UnreadableInput):
        imported(tmp_path, [tmp_path / "heap"])


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "heap").mkdir()
    (tmp_path / "outside.xml").write_bytes(feed(entry(1, "One")))
    (tmp_path / "heap" / "in.xml").write_bytes(feed(entry(2, "Two")))
    (tmp_path / "heap" / "link.xml").symlink_to(tmp_path / "outside.xml")

    assert ["Two"] == [title for title, _, _ in imported(tmp_path, [tmp_path / "heap"])["posts"]]


def test_xml_that_gzip_packed_is_read(tmp_path):
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(feed(entry(1, "One"), entry(2, "Two"))))
    assert ["Two", "One"] == [title for title, _, _ in imported(tmp_path, [tmp_path / "a.xml.gz"])["posts"]]


def test_packed_xml_that_is_cut_gives_what_is_whole_and_says_so(tmp_path):
    body = "".join(f"{number:09}" for number in range(40_000))
    whole = gzip.compress(feed(entry(1, "One"), entry(2, "Two", body)))
    (tmp_path / "a.xml.gz").write_bytes(whole[: len(whole) * 2 // 3])
    report = import_files(ImportOptions(paths=(tmp_path / "a.xml.gz",), output=tmp_path / "archive"))

    assert 1 == report.blogs[0].posts
    assert "truncated" in {notice.code for notice in report.notices}


# -- single entries ---------------------------------------------------------------------------------------------------


def test_documents_of_one_entry_each_are_read(tmp_path):
    paths = [tmp_path / f"{number}.xml" for number in (1, 2)]
    for number, path in enumerate(paths, 1):
        path.write_text(f"<?xml version='1.0'?>{entry(number, f'No{number}', namespaces=ATOM)}")

    assert ["No2", "No1"] == [title for title, _, _ in imported(tmp_path, paths)["posts"]]


@pytest.mark.parametrize("around", ["{}", "// API callback\ncall({});"])
def test_a_json_document_of_one_entry_is_read(around, tmp_path):
    told = {
        "version": "1.0",
        "encoding": "UTF-8",
        "entry": {
            "id": {"$t": "tag:blogger.com,1999:blog-77.post-1"},
            "published": {"$t": "2020-05-01T10:00:00.000+02:00"},
            "updated": {"$t": "2020-05-01T10:00:00.000+02:00"},
            "title": {"type": "text", "$t": "One"},
            "content": {"type": "html", "$t": "<p>words</p>"},
            "link": [{"rel": "alternate", "type": "text/html", "href": f"{HOME}2020/05/one.html"}],
        },
    }
    (tmp_path / "a.json").write_text(around.replace("{}", json.dumps(told)))

    assert [("One", "published", "<p>words</p>")] == imported(tmp_path, [tmp_path / "a.json"])["posts"]


# -- dumps of the API -------------------------------------------------------------------------------------------------


def dump() -> dict[str, object]:
    blog = {"id": "77"}
    author = {
        "id": "5",
        "displayName": "Nell",
        "url": "https://www.blogger.com/profile/5",
        "image": {"url": "//x.example/n.png"},
    }
    times = {"published": "2020-05-01T10:00:00+02:00", "updated": "2020-05-02T10:00:00+02:00"}
    by = {"author": author, **times}
    replies = [
        {"kind": "blogger#comment", "id": "21", "post": {"id": "1"}, "blog": blog, "content": "Yes", **by},
        {
            "kind": "blogger#comment", "id": "22", "post": {"id": "1"}, "blog": blog, "content": "No",
            "inReplyTo": {"id": "21"}, **by,
        },
        {
            "kind": "blogger#comment", "id": "23", "post": {"id": "1"}, "blog": blog, "content": "",
            "status": "emptied", **by,
        },
    ]  # fmt: skip
    post = {
        "kind": "blogger#post", "id": "1", "blog": blog, "url": f"{HOME}2020/05/one.html", "title": "One",
        "content": "<p>words</p>", "labels": ["Sea", "Boats"], "author": author, "status": "LIVE",
        "replies": {"totalItems": "3", "items": replies}, "location": {"name": "Pier", "lat": 1.5, "lng": 2.5}, **times,
    }  # fmt: skip
    draft = {
        "kind": "blogger#post",
        "id": "2",
        "blog": blog,
        "title": "Later",
        "content": "x",
        "status": "DRAFT",
        **times,
    }
    page = {
        "kind": "blogger#page",
        "id": "3",
        "blog": blog,
        "url": f"{HOME}p/about.html",
        "title": "About",
        "content": "me",
        **times,
    }
    return {
        "blog": {"kind": "blogger#blog", "id": "77", "name": "Harbour", "url": HOME},
        "posts": {"kind": "blogger#postList", "items": [post, draft]},
        "pages": {"kind": "blogger#pageList", "items": [page]},
    }


@pytest.mark.parametrize("form", ["object", "list", "packed"])
def test_a_dump_of_the_api_is_read_whole(form, tmp_path):
    told = dump() if form == "object" else list(dump().values())
    content = json.dumps(told, indent=1).encode()
    (tmp_path / "a.json").write_bytes(gzip.compress(content) if form == "packed" else content)
    report = import_files(ImportOptions(paths=(tmp_path / "a.json",), output=tmp_path / "archive"))
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        posts = {post.title: post for post in archive.view().posts()}
        title = archive.blog().title

    assert (0, "Harbour") == (report.exit_code, title)
    assert {"One": "post", "Later": "post", "About": "page"} == {name: one.type.value for name, one in posts.items()}
    assert ("draft", ("Sea", "Boats"), "Pier", 3) == (
        posts["Later"].status.value, posts["One"].labels, posts["One"].location.name, posts["One"].comment_count
    )  # fmt: skip
    comments = posts["One"].comments
    assert [("Yes", "published"), ("No", "published"), ("", "removed")] == [
        (one.content_html, one.status.value) for one in comments
    ]
    assert [None, comments[0].id, None] == [one.parent_id for one in comments]


def test_a_resource_without_a_number_is_named(tmp_path):
    told = dump()
    told["posts"]["items"][0]["id"] = "?"
    (tmp_path / "a.json").write_text(json.dumps(told))
    report = import_files(ImportOptions(paths=(tmp_path / "a.json",), output=tmp_path / "archive"))

    assert 3 == report.exit_code
    assert "input-damaged" in {notice.code for notice in report.notices}


# -- Safari's pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page_saved_by_safari_is_read_with_its_pictures(form, tmp_path):
    url, shown = f"{HOME}2020/05/one.html", "https://1.bp.blogspot.com/-x/y/z/s320/pier.png"
    html = (
        "<html><head><meta content='blogger' name='generator'/><title>Harbour: One</title>"
        f"<link rel='canonical' href='{url}'/><meta property='og:url' content='{url}'/></head><body>"
        "<div class='post hentry'><a name='77001'></a><h3 class='post-title entry-title'>One</h3>"
        f"<div class='post-body entry-content' id='post-body-77001'><p>Wörds</p><img src='{shown}'></div></div>"
        "</body></html>"
    )
    told = {
        "WebMainResource": {
            "WebResourceData": html.encode("latin-1"), "WebResourceURL": url, "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "ISO-8859-1", "WebResourceFrameName": "",
        },
        "WebSubresources": [
            {"WebResourceData": picture(), "WebResourceURL": shown, "WebResourceMIMEType": "image/png"}
        ],
    }  # fmt: skip
    (tmp_path / "One.webarchive").write_bytes(plistlib.dumps(told, fmt=form))
    held = imported(tmp_path, [tmp_path / "One.webarchive"])

    assert [("One", True)] == [(title, "Wörds" in body) for title, _, body in held["posts"]]
    assert ["held"] == [status for _, status, _, _ in held["media"]]


# -- hostile files ----------------------------------------------------------------------------------------------------


def test_no_name_in_a_tar_file_leads_out_of_it(tmp_path):
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as target:
        for name, kind in (("../up.xml", tarfile.REGTYPE), ("/etc/x.xml", tarfile.REGTYPE), ("l.xml", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            target.addfile(member, io.BytesIO(b""))
    tree = tar_tree(path)

    assert {} == tree.files
    assert ["skipped-by-bound"] * 2 == [notice.code for notice in tree.notices]


def test_a_tar_file_that_grows_beyond_reason_is_not_unpacked(tmp_path):
    path = packed(tmp_path / "a.tgz", {"feed.atom": b"\0" * 40_000_000})
    tree = tar_tree(path)

    assert {} == tree.files
    assert ["skipped-by-bound"] == [notice.code for notice in tree.notices]


def test_packed_xml_that_grows_beyond_reason_is_cut(tmp_path):
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(feed(entry(1, "One"), entry(2, "Two", "x" * 60_000_000))))
    report = import_files(ImportOptions(paths=(tmp_path / "a.xml.gz",), output=tmp_path / "archive"))

    assert (3, 1) == (report.exit_code, report.blogs[0].posts)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.webarchive", b"bplist00WebMainResource\xff\xff\xff"),
        ("a.webarchive", b"<?xml version='1.0'?><plist><dict><key>WebMainResource</key>"),
        ("a.json", b'{"kind": "blogger#postList", "items": [' + b"[" * 5_000),
        ("a.json", b'{"kind": "blogger#post", "id": ' + b"9" * 6_000 + b"}"),
        ("a.json", b'{"entry": {"id": {"$t": 1}}}'),
        ("a.xml", b"<entry xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-77.post-1</id>"),
        ("a.tgz", gzip.compress(b"x" * 257 + b"ustar" + b"x" * 300)),
        ("a.xml.gz", gzip.compress(b"<feed>blogger</feed>")[:-9]),
    ],
    ids=["no-list", "cut-list", "deep", "digits", "no-id", "cut-entry", "no-tar", "cut-gzip"],
)
def test_a_broken_file_is_refused_or_named_and_never_a_crash(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    good = tmp_path / "good.xml"
    good.write_bytes(feed(entry(1, "One")))
    report = import_files(ImportOptions(paths=(tmp_path / name, good), output=tmp_path / "archive", home=HOME))

    assert 1 == report.blogs[0].posts
    assert "internal-error" not in {notice.code for notice in report.notices}


def test_nothing_is_left_behind_of_what_was_unpacked(tmp_path):
    tree = tar_tree(packed(tmp_path / "1.tgz", FEED_PART))
    with next(iter(tree.files.values())).opened() as file:
        unpacked = Path(file.name)
    assert unpacked.exists()
    del tree
    gc.collect()

    assert not unpacked.parent.exists()
