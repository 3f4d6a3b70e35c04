from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.addresses import images

IDS = "/-Yx3/VyQ/AAAx/a7D6"


@pytest.mark.parametrize(
    "url",
    [
        f"https://1.bp.blogspot.com{IDS}/s640/shelf.png",
        f"http://4.bp.blogspot.com{IDS}/s1600/shelf.png",
        f"http://bp2.blogger.com{IDS}/s1600-h/shelf.png",
        f"https://3.bp.blogspot.com{IDS}/w320-h209-p-k-no-nu/other-name.png",
        f"https://2.bp.blogspot.com{IDS}/s72-c/%2A",
    ],
)
def test_one_upload_under_five_urls_is_one_picture(url):
    assert images.key(f"https://1.bp.blogspot.com{IDS}/s0/shelf.png") == images.key(url)
    assert images.media_id(f"https://1.bp.blogspot.com{IDS}/s0/shelf.png") == images.media_id(url)


@pytest.mark.parametrize(
    ("url", "original"),
    [
        (f"http://1.bp.blogspot.com{IDS}/s320/a.jpg", f"https://1.bp.blogspot.com{IDS}/s0/a.jpg"),
        (f"http://bp0.blogger.com{IDS}/s1600-h/a.jpg", f"https://0.bp.blogspot.com{IDS}/s0/a.jpg"),
        (
            "https://blogger.googleusercontent.com/img/a/AVvX=s320",
            "https://blogger.googleusercontent.com/img/a/AVvX=s0",
        ),
        (
            "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvX/w640-h480/a.jpg",
            "https://blogger.googleusercontent.com/img/b/R29vZ2xl/AVvX/s0/a.jpg",
        ),
        ("https://lh3.googleusercontent.com/AbC=w100-h50-no", "https://lh3.googleusercontent.com/AbC=s0"),
        (
            "http://photos1.blogger.com/blogger/1234/567/320/a.jpg",
            "https://photos1.blogger.com/blogger/1234/567/1600/a.jpg",
        ),
        ("https://example.org/s320/a.jpg", "https://example.org/s320/a.jpg"),
    ],
)
def test_the_original_has_size_zero_on_bloggers_hosts_only(url, original):
    assert original == images.canonical(url)


def test_the_ladder_goes_down_and_ends_at_the_url_as_written():
    url = f"http://1.bp.blogspot.com{IDS}/s200/a.jpg"

    rungs = images.ladder(url)

    assert f"https://1.bp.blogspot.com{IDS}/s0/a.jpg" == rungs[0]
    assert url == rungs[-1]
    assert len(images.LADDER) + 1 == len(rungs)


@given(st.from_regex(r"https?://[a-zA-Z0-9.:@\[\]-]{1,12}[!-~ \t\n]{0,20}", fullmatch=True))
def test_an_address_is_taken_apart_as_the_standard_library_does(url):
    try:
        parts = urlsplit(url)
        expected = (parts.scheme, parts.netloc, parts.hostname or "", parts.path, parts.query)
    except ValueError:
        expected = ("", "", "", url, "")

    assert expected == tuple(images._take_apart(url))


def test_a_foreign_picture_has_one_rung():
    assert ("https://example.org/a.jpg?x=1",) == images.ladder("https://example.org/a.jpg?x=1")


def test_two_pictures_stay_two():
    assert images.key("https://example.org/a.jpg?x=1") != images.key("https://example.org/a.jpg?x=2")


@pytest.mark.parametrize(
    "url",
    [
        "https://resources.blogblog.com/img/icon18_edit_allbkg.gif",
        "https://www.blogger.com/img/blogger_logo_round_35.png",
        "http://img1.blogblog.com/img/b16-rounded.gif",
    ],
)
def test_bloggers_furniture_is_nobodys_picture(url):
    assert images.is_chrome(url)


def test_an_upload_of_2005_is_one_picture_in_all_its_sizes():
    shown, linked = (f"http://photos1.blogger.com/img/187/1525/{size}/heron.jpg" for size in (320, 1024))

    assert images.key(shown) == images.key(linked)
    assert images.ladder(shown)[-1] == shown


def test_two_uploads_of_one_day_in_2005_are_two_pictures():
    heron, gull = (f"http://photos1.blogger.com/blogger/187/1525/320/{name}.jpg" for name in ("heron", "gull"))

    assert images.key(heron) != images.key(gull)


@pytest.mark.parametrize(
    ("url", "size"),
    [
        ("http://1.bp.blogspot.com/-a/b/c/d/s320/x.jpg", 320),
        ("http://1.bp.blogspot.com/-a/b/c/d/s72-c/x.jpg", 72),
        ("https://lh3.googleusercontent.com/abc=w200-h100", 200),
        ("http://photos1.blogger.com/blogger/1/2/320/x.jpg", 320),
        ("http://1.bp.blogspot.com/-a/b/c/d/x.jpg", 512),
        ("http://1.bp.blogspot.com/-a/b/c/d/s0/x.jpg", images.ORIGINAL_SIZE),
        ("http://elsewhere.example/s320/x.jpg", images.ORIGINAL_SIZE),
    ],
)
def test_an_address_tells_the_size_that_it_asks_for(url, size):
    assert size == images.size_of(url)


@pytest.mark.parametrize("hosts", images._GENERATIONS, ids=lambda hosts: hosts.host.pattern)
def test_the_name_of_a_generation_stands_in_its_hosts(hosts):
    assert hosts.name in hosts.host.pattern.replace("\\", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://drive.google.com/uc?export=view&id=1AbCdEfGhIj-KL",
        "http://drive.google.com/uc?id=1AbCdEfGhIj-KL",
        "https://docs.google.com/uc?id=1AbCdEfGhIj-KL&export=download",
        "https://drive.google.com/file/d/1AbCdEfGhIj-KL/view?usp=sharing",
        "https://drive.google.com/open?id=1AbCdEfGhIj-KL",
    ],
)
def test_a_picture_of_drive_is_asked_for_as_its_preview_after_its_own_address(url):
    assert (url, "https://drive.google.com/thumbnail?id=1AbCdEfGhIj-KL&sz=w4000") == images.ladder(url)


@pytest.mark.parametrize(
    "url", ["https://drive.google.com/drive/folders/1AbCdEfGhIj-KL", "https://drive.google.com/uc"]
)
def test_what_is_no_file_of_drive_has_no_preview(url):
    assert (url,) == images.ladder(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("data:image/png;base64,AAEC", ("image/png", b"\x00\x01\x02")),
        ("data:image/gif;charset=x;base64,AA%45C", ("image/gif", b"\x00\x01\x02")),
        ("data:image/svg+xml;utf8,%3Csvg/%3E", ("image/svg+xml", b"<svg/>")),
        ("data:,x", ("text/plain", b"x")),
        ("data:image/png;base64", None),
        ("https://tide.example/a.png", None),
    ],
)
def test_what_is_written_into_an_address_is_read_as_rfc_2397_says(url, told):
    assert told == images.data_of(url)


@given(st.text(max_size=60).map("data:image/png;base64,".__add__))
def test_no_address_of_that_kind_raises(url):
    images.data_of(url)
    images.key(url)
