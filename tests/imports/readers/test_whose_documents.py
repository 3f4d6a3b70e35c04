"""Which documents of a heap are of the blog: what Blogger's numbers and addresses say, not where a file lies."""

import io
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from migrator.imports import ImportOptions, ImportReport, import_files
from migrator.model.documents import RawPage
from migrator.pages import parse_page
from migrator.store import Archive

OWN, OLD, OTHER = "https://www.quay-notes.example", "https://quay.blogspot.com", "https://harbour.blogspot.com"


def page(home: str, number: int, blog: str = "9", *, og: str = "") -> str:
    url = f"{home}/2019/03/tide-{number}.html"
    return (
        "<!DOCTYPE html><html><head><meta content='blogger' name='generator'/>"
        f"<link href='{url}' rel='canonical'/><meta content='{og or url}' property='og:url'/>"
        f"<link rel='service.post' href='https://www.blogger.com/feeds/{blog}/posts/default'/>"
        f"<title>Quay: Tide {number}</title></head><body>"
        "<div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'>"
        f"<div class='post hentry'><h3 class='post-title entry-title'><a href='{url}'>Tide {number}</a></h3>"
        f"<div class='post-body entry-content' id='post-body-70{number}'><p>Low water {number}, and a long way out.</p>"
        f"</div><div class='post-footer'><a class='timestamp-link' href='{url}'><abbr class='published' "
        f"title='2019-03-0{number}T10:00:00+01:00'>x</abbr></a></div></div></div></div></body></html>"
    )


def feed(home: str, blog: str) -> str:
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-{blog}.post-{number}</id><published>2019-03-01T10:00:00Z</published>"
        f"<title>Of {home}</title><content type='html'>x</content>"
        f"<link rel='alternate' type='text/html' href='{home}/2019/03/{number}.html'/></entry>"
        for number in (1, 2, 3)
    )
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-{blog}</id><title>{home}</title>"
        f"<link rel='alternate' type='text/html' href='{home}/'/><generator>Blogger</generator>{entries}</feed>"
    )


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def warc(path: Path, documents: dict[str, str]) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, text in documents.items():
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = io.BytesIO(text.encode())
            record = writer.create_warc_record(url, "response", payload=body, http_headers=head)
            writer.write_record(record)
            record.raw_stream.close()
    return path


def imported(tmp_path: Path, path: Path) -> tuple[ImportReport, list[str]]:
    report = import_files(ImportOptions(paths=(path,), output=tmp_path / "archive"))
    with Archive.open_existing(tmp_path / "archive", write=False) as archive:
        return report, sorted(post.title for post in archive.view().posts())


def test_a_feed_of_another_blog_in_the_folder_is_left_out_and_named(tmp_path):
    files = {"tide-1.html": page(OLD, 1), "feeds/other.xml": feed(OTHER, "44")}
    report, titles = imported(tmp_path, folder(tmp_path / "Downloads", files))

    assert ["Tide 1"] == titles
    assert any(one.code == "other-blog" and "harbour.blogspot.com" in one.detail for one in report.notices)


def test_the_blogs_own_feed_in_the_folder_is_read(tmp_path):
    _, titles = imported(tmp_path, folder(tmp_path / "x", {"tide-9.html": page(OLD, 9), "feed.xml": feed(OLD, "9")}))

    assert 4 == len(titles)


@pytest.mark.parametrize("form", ["folder", "warc"])
def test_a_blog_under_two_hosts_is_whole(tmp_path, form):
    documents = {f"{home}/2019/03/tide-{n}.html": page(home, n) for n, home in ((1, OWN), (2, OWN), (3, OLD))}
    if form == "warc":
        path = warc(tmp_path / "both.warc.gz", documents)
    else:
        path = folder(tmp_path / "both", {url.partition("//")[2]: text for url, text in documents.items()})
    _, titles = imported(tmp_path, path)

    assert ["Tide 1", "Tide 2", "Tide 3"] == titles


def test_a_page_of_another_blog_does_not_join_for_lying_beside(tmp_path):
    files = {"1.html": page(OLD, 1), "2.html": page(OLD, 2), "3.html": page(OTHER, 3, "44")}
    _, titles = imported(tmp_path, folder(tmp_path / "mixed", files))

    assert ["Tide 1", "Tide 2"] == titles


@pytest.mark.parametrize(
    "odd", [f"{OLD}//p/about.html", f"{OLD}/a/folder/page.html", f"{OLD}/404", f"{OLD}/a/folder/", f"{OWN}/error"]
)
def test_an_odd_address_of_a_page_is_no_home(odd):
    document = RawPage(url=f"{OLD}/x.html", final_url="", status=200, body=page(OLD, 1, og=odd).encode())
    blog = parse_page(document).blog

    assert blog is not None
    assert blog.url in {f"{OLD}/", f"{OWN}/"}
