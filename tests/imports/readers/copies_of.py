"""Small things to build files from, and a look at what a reader gives."""

from pathlib import Path

from fixtures.copies import Answer
from migrator.imports import ImportOptions, import_files
from migrator.imports.readers.base import ImportedDocument
from migrator.imports.readers.recognise import blogs_in
from migrator.model.notices import Notice
from migrator.store import Archive

HOME = "http://lampe.blogspot.com/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)


def page(title: str = "One", body: str = "<p>Words.</p>", path: str = "2018/02/one.html", home: str = HOME) -> bytes:
    """Write the page of one post, as Blogger's themes of 2012 do, no longer than a test needs."""
    url = f"{home}{path}"
    return f"""<!DOCTYPE html>
<html class='v2' dir='ltr' lang='en'><head>
<meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/><meta content='blogger' name='generator'/>
<link href='{url}' rel='canonical'/><meta content='{url}' property='og:url'/>
<meta content='{title}' property='og:title'/>
<title>La lampe: {title}</title></head><body><div id='header'><h1 class='title'>La lampe</h1></div>
<div class='post hentry'><a name='77001'></a><h3 class='post-title entry-title'>{title}</h3>
<div class='post-body entry-content' id='post-body-77001'>{body}</div>
<a class='timestamp-link' href='{url}'><abbr class='published' title='2018-02-12T08:00:00+01:00'>08:00</abbr></a></div>
</body></html>""".encode()


def answer(title: str = "One", *, time: str = "2018-03-01T12:00:00Z", **changes: str) -> Answer:
    """Give the answer with that page."""
    path, home = changes.get("path", "2018/02/one.html"), changes.get("home", HOME)
    return Answer(f"{home}{path}", page(title, **changes), time=time)


def read(path: Path, home: str = "") -> tuple[list[ImportedDocument], list[Notice]]:
    """Give the documents and notices of the one blog in a file or folder."""
    (blog,) = blogs_in(path, home)
    items = list(blog.documents())
    documents = [item for item in items if isinstance(item, ImportedDocument)]
    return documents, [item for item in items if isinstance(item, Notice)]


def media(path: Path) -> dict[str, bytes]:
    """Give the media of the one blog in a file or folder, by address."""
    (blog,) = blogs_in(path)
    list(blog.documents())
    taken = blog.media(lambda _url: True)
    return {one.url: one.content.read_bytes() if isinstance(one.content, Path) else one.content for one in taken}


def bodies(path: Path) -> dict[str, str]:
    """Give the bodies by address."""
    return {document.page.url: document.page.body.decode() for document in read(path)[0]}


def archive(tmp_path: Path, *paths: Path, home: str = "") -> Archive:
    """Import into one archive and open it."""
    import_files(ImportOptions(paths=paths, output=tmp_path / "archive", home=home))
    return Archive.open_existing(tmp_path / "archive", write=False)
