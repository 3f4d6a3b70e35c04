"""Saved pages and folders: which address a file stands for, links put back, pictures matched, nothing outside read."""

import base64

import pytest
from copies_of import HOME, PNG, answer, archive, bodies, media, page, read

from fixtures import copies
from migrator.imports.readers.recognise import blogs_in
from migrator.imports.readers.saved.names import address_of
from migrator.model.errors import UnreadableInput

S320 = "http://1.bp.blogspot.com/-x/AAAA/BBBB/CCCC/s320/lamp.png"
S1600 = "http://1.bp.blogspot.com/-x/AAAA/BBBB/CCCC/s1600/lamp.png"
SHOWN = f"<a href='{S1600}'><img src='{S320}'/></a>"
ONE = f"{HOME}2018/02/one.html"


def saved(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("index.html", ""),
        ("2018/02/index.html", "2018/02/"),
        ("2018/02/one.html", "2018/02/one.html"),
        ("2018/02/one.html?m=1", "2018/02/one.html?m=1"),
        ("2018/02/one.html@m=1.html", "2018/02/one.html?m=1"),
        ("search?updated-max=2018-02-12T08:00:00+01:00.html", "search?updated-max=2018-02-12T08:00:00%2B01:00"),
        ("search@updated-max=2018-02-12T08%3A00%3A00%2B01%3A00", "search?updated-max=2018-02-12T08:00:00%2B01:00"),
        ("search-updated-max=2018-02-12T08_00_00+01_00.html", "search?updated-max=2018-02-12T08:00:00%2B01:00"),
        (
            "search\uf03fupdated-max=2018-02-12T08\uf03a00\uf03a00-05\uf03a00",
            "search?updated-max=2018-02-12T08:00:00-05:00",
        ),
        ("search/label/Été au lac.html", "search/label/%C3%89t%C3%A9%20au%20lac"),
        ("search/label/Mer/index.html", "search/label/Mer"),
        ("search55d5.html", "search"),
        ("feeds/posts/default/index.html", "feeds/posts/default"),
        ("feeds/posts/default@alt=rss", "feeds/posts/default?alt=rss"),
        ("feeds/77001/comments/default.html", "feeds/77001/comments/default"),
    ],
)
def test_a_file_name_stands_for_an_address(name, address):
    assert address == address_of(name)


def test_httracks_mark_tells_address_and_time_and_is_taken_off(tmp_path):
    root = copies.httrack(tmp_path / "web", [answer(time="2018-03-01T12:00:00Z")], listed=False)
    documents, _ = read(root)

    assert [(ONE, "2018-03-01T12:00:00Z", page())] == [(d.page.url, d.as_of, d.page.body) for d in documents]


def test_httracks_list_tells_the_query_that_a_name_hides(tmp_path):
    older = answer("Two", path="search?updated-max=2018-02-12T08:00:00%2B01:00&max-results=7")
    feed = copies.Answer(f"{HOME}feeds/posts/default?alt=rss", b"<rss version='2.0'><channel/></rss>", "text/xml")
    root = copies.httrack(tmp_path / "web", [answer(), older, feed])

    assert {older.url, feed.url, ONE} == set(bodies(root))


def test_wgets_copy_before_link_conversion_is_preferred(tmp_path):
    kept = answer(body=f"<p>See <a href='{HOME}2018/02/two.html'>two</a></p>")
    root = copies.wget(tmp_path / "web", [kept, answer("Two", path="2018/02/two.html")], keep=True)
    (root / "lampe.blogspot.com/2018/02/one.html").write_bytes(b"<html>converted beyond recognition</html>")

    assert kept.body.decode() == bodies(root)[ONE]


def test_links_to_files_become_the_addresses_that_the_files_stand_for(tmp_path):
    body = f"<p>See <a href='{HOME}2018/02/two.html#c1'>two</a>, <a href='{HOME}2018/02/'>all</a></p>{SHOWN}"
    both = [answer(body=body), answer("Two", path="2018/02/two.html"), copies.Answer(S320, PNG, "image/png")]
    root = copies.wget(tmp_path / "web", [*both, copies.Answer(S1600, PNG + b"large", "image/png")])

    assert both[0].body.decode() == bodies(root)[ONE]


def test_an_address_elsewhere_gets_back_the_query_that_a_tool_escaped(tmp_path):
    body = "<a href='http://a.example/who.php%3Fid%3D7%26x%3D1'>a</a> <a href='http://b.example/?to=c%3Fd%3D1'>b</a>"
    root = copies.wget(tmp_path / "web", [answer(body=body)])
    restored = bodies(root)[ONE]

    assert "http://a.example/who.php?id=7&amp;x=1" in restored
    assert "http://b.example/?to=c%3Fd%3D1" in restored


def test_pictures_beside_the_pages_are_taken_in(tmp_path):
    pictures = [copies.Answer(S320, PNG, "image/png"), copies.Answer(S1600, PNG + b"large", "image/png")]
    root = copies.wget(tmp_path / "web", [answer(body=SHOWN), *pictures])
    with archive(tmp_path, root) as held:
        (picture,) = held.view().media()

    assert ("held", len(PNG + b"large"), (S1600, S320)) == (picture.status, picture.bytes, picture.urls)


def test_a_picture_that_came_empty_is_not_taken_for_one(tmp_path):
    pictures = [copies.Answer(S320, PNG, "image/png"), copies.Answer(S1600, b"", "image/png")]
    root = copies.wget(tmp_path / "web", [answer(body=SHOWN), *pictures])

    assert {S320: PNG} == media(root)


def test_a_page_that_a_browser_saved_gets_its_address_and_its_pictures(tmp_path):
    copies.browser_page(tmp_path / "web", answer(body=SHOWN), {S320: copies.Answer(S320, PNG, "image/png")})
    with archive(tmp_path, tmp_path / "web" / "one.html") as held:
        (post,), (picture,) = held.view().posts(), held.view().media()

    shown = S320.replace("s320", "s1")  # the picture is one pixel wide
    assert (ONE, "held", (shown, S1600)) == (post.url, picture.status, picture.urls)


def test_a_picture_of_a_browsers_folder_that_nothing_links_is_held_under_the_page(tmp_path):
    body = f"<img src='{S320}'/>"
    copies.browser_page(
        tmp_path / "web", answer(body=body), {S320: copies.Answer(S320, PNG, "image/png")}, files="-Dateien"
    )

    assert {f"{HOME}2018/02/one-Dateien/lamp.png": PNG} == media(tmp_path / "web")


def test_single_files_comment_tells_address_and_time(tmp_path):
    mark = (
        f"<!--\n Page saved with SingleFile \n url: {ONE} \n saved date: Thu Mar 01 2018 13:00:00 GMT+0100 (CET)\n-->"
    )
    path = saved(tmp_path / "one.html", page().replace(b"<head>", b"<head>" + mark.encode()))
    documents, _ = read(path)

    assert [(ONE, "2018-03-01T12:00:00Z")] == [(document.page.url, document.as_of) for document in documents]


def test_an_mhtml_file_is_a_page_with_its_pictures(tmp_path):
    body = page(body=f"<img src='{S320}'/>").replace(b"=", b"=3D")
    picture = base64.encodebytes(PNG).decode()
    path = saved(
        tmp_path / "one.mhtml",
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ONE}\r\nSubject: One\r\n"
        "Date: Thu, 1 Mar 2018 12:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n'
        "------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {ONE}\r\n\r\n{body.decode()}\r\n"
        f"------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {S320}\r\n\r\n"
        f"{picture}\r\n------B--\r\n",
    )
    with archive(tmp_path, path) as held:
        (post,), (found,) = held.view().posts(), held.view().media()

    assert (ONE, "held") == (post.url, found.status)


def test_a_folder_of_replayed_pages_is_put_back(tmp_path):
    copies.wayback_folder(tmp_path / "web", [answer()])
    (tmp_path / "web/lampe.blogspot.com/2018/02/one.html").write_bytes(copies.warcs.replayed(answer()).body)
    documents, _ = read(tmp_path / "web")

    assert [(ONE, "2018-03-01T12:00:00Z", page())] == [(d.page.url, d.as_of, d.page.body) for d in documents]


def test_a_site_below_a_folder_finds_its_root_by_what_pages_link(tmp_path):
    plain = page(home="http://old.example/blog/", path="2005/03/rain.html").decode()
    unmarked = "\n".join(line for line in plain.splitlines() if "og:url" not in line)
    feed = "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-9</id></feed>"
    saved(
        tmp_path / "site/blog/2005/03/rain.html",
        unmarked.replace("</head>", "<link href='http://old.example/blog/atom.xml'/></head>"),
    )
    saved(tmp_path / "site/blog/atom.xml", feed)

    assert {"http://old.example/blog/2005/03/rain.html", "http://old.example/blog/atom.xml"} == set(
        bodies(tmp_path / "site")
    )


def test_a_theme_that_calls_every_page_the_home_does_not_hide_the_posts(tmp_path):
    for name in ("one", "two"):
        wrong = page(path=f"2018/02/{name}.html").replace(
            f"content='{HOME}2018/02/{name}.html' property".encode(), f"content='{HOME}' property".encode()
        )
        saved(tmp_path / f"web/lampe.blogspot.com/2018/02/{name}.html", wrong)

    assert {ONE, f"{HOME}2018/02/two.html"} == set(bodies(tmp_path / "web"))


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    root = copies.wget(tmp_path / "web", [answer()])
    secret = saved(tmp_path / "secret.html", page("Secret", path="2018/02/secret.html"))
    (root / "lampe.blogspot.com" / "secret.html").symlink_to(secret)
    (root / "lampe.blogspot.com" / "up").symlink_to(tmp_path)
    documents, notices = read(root)

    assert [ONE] == [document.page.url for document in documents]
    assert ["lampe.blogspot.com/secret.html"] == [notice.url for notice in notices]


def test_a_folder_that_nothing_places_asks_for_the_address(tmp_path):
    saved(tmp_path / "web/a.html", "<html><head><meta content='blogger' name='generator'/></head><body>x</body></html>")

    with pytest.raises(UnreadableInput) as caught:
        list(blogs_in(tmp_path / "web"))
    assert "--url" in (caught.value.hint or "")


def test_the_user_may_say_where_the_folder_lived(tmp_path):
    text = "<html><head><meta content='blogger' name='generator'/></head><body>x</body></html>"
    saved(tmp_path / "web/2018/02/one.html", text)
    documents, _ = read(tmp_path / "web", HOME)

    assert [ONE] == [document.page.url for document in documents]


@pytest.mark.parametrize("evil", [b"<a '", b"<!--", b"<script", b'<a href="', b"<a href=../", b"<"])
def test_markup_made_to_slow_a_reader_does_not(evil, tmp_path):
    saved(tmp_path / "web/lampe.blogspot.com/2018/02/one.html", page() + evil * 200_000)

    assert 1 == len(bodies(tmp_path / "web"))
