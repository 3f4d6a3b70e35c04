"""Videos uploaded to Blogger: the best stream by way of their page, else their poster."""

import json
from urllib.parse import parse_qs

import pytest

from fixtures.blogger import StandIn
from fixtures.blogger.http import HTML, Response
from fixtures.blogger.images import Image
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.crawl.media_fetch import VideoPage, read_streams, read_video_page, stream_call
from migrator.reparse import reparse_archive
from migrator.store import Archive
from tests.crawl.blogjson import blog_json, without_times

HOME = "https://carnet-de-veille.blogspot.com/"
PAGE = "https://www.blogger.com/video.g?token=AD6v5dyT"
STREAM = "https://redirector.googlevideo.com/videoplayback?itag="
POSTER = "https://lh3.googleusercontent.com/blogger_img_proxy/video-poster"
BODY = f'<p>Film</p><iframe class="b-hbp-video b-uploaded" id="BLOGGER-video-1a2b3c4d5e6f7a8b-7" src="{PAGE}"></iframe>'
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(400)


def page_of(config) -> bytes:
    return f"<html><body><script>var VIDEO_CONFIG = {json.dumps(config)}</script></body></html>".encode()


CONFIG = {
    "thumbnail": POSTER,
    "streams": [{"play_url": STREAM + "18", "format_id": 18}, {"play_url": STREAM + "22", "format_id": 22}],
}


@pytest.fixture
def filmed(monkeypatch):
    """Serve a blog with one uploaded video in a post."""
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        standin.add_post("seed", "/2018/04/film.html", title="Film", body=BODY)
        standin.route(PAGE, Response(200, HTML, page_of(CONFIG)))
        standin.route(POSTER, Response(200, "image/jpeg", Image("p", "p.jpg").bytes()))
        yield standin


def media_of_the_film(folder):
    blog = blog_json(folder)
    [post] = [post for post in blog["posts"] if post["url"].endswith("/film.html")]
    return [media for number in post["media"] for media in blog["media"] if media["id"] == number]


def test_the_best_stream_is_kept(filmed, tmp_path):
    filmed.route(STREAM + "22", Response(200, "video/mp4", MP4))
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path))

    [video] = media_of_the_film(tmp_path)
    assert ("video", "held", "video/mp4", len(MP4)) == tuple(
        video[key] for key in ("kind", "status", "content_type", "bytes")
    )


def test_where_no_stream_can_be_had_the_video_is_missing_and_the_poster_kept(filmed, tmp_path):
    filmed.route(STREAM, Response(403, HTML, b"expired"))
    report = crawl_blog(CrawlOptions(url=HOME, output=tmp_path))

    video, poster = media_of_the_film(tmp_path)
    assert ("video", "missing") == (video["kind"], video["status"])
    assert ("image", "held", "image/jpeg") == (poster["kind"], poster["status"], poster["content_type"])
    assert any("film.html" in notice.detail for notice in report.missing if notice.code == "media-missing")


def test_a_poster_survives_a_reparse(filmed, tmp_path):
    filmed.route(STREAM, Response(403, HTML, b"expired"))
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path))
    before = without_times(blog_json(tmp_path))
    with Archive.open_existing(tmp_path, write=True) as archive:
        reparse_archive(archive)

    assert before == without_times(blog_json(tmp_path))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"VIDEO_CONFIG = {",
        b"VIDEO_CONFIG = []",
        page_of({"streams": [7, {"play_url": "file:///etc/passwd"}], "thumbnail": 9}),
        b"VIDEO_CONFIG = " + b'{"a":' * 100_000,
    ],
)
def test_a_page_that_names_no_stream_gives_none(body):
    assert VideoPage() == read_video_page(body)


ANSWER = (
    b")]}'\n\n300\n"
    b'[["wrb.fr","WcwnYd","[1,null,[[\\"https://rr1.googlevideo.com/videoplayback?itag\\\\u003d18\\",[18]],'
    b'[\\"https://rr1.googlevideo.com/videoplayback?itag\\\\u003d22\\",[22]],'
    b'[\\"https://rr1.googlevideo.com/videoplayback?itag\\\\u003d59\\",[59]]],\\"https://i9.ytimg.com/x.jpg\\"]"]]\n'
    b'25\n[["e",4,null,null,300]]\n'
)


def test_the_answer_to_the_players_call_names_the_streams_best_first_and_the_poster():
    named = read_streams(ANSWER)

    assert ["22", "59", "18"] == [url.rpartition("=")[2] for url in named.streams]
    assert "https://i9.ytimg.com/x.jpg" == named.poster


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'[["wrb.fr","WcwnYd","["]]', b'[["wrb.fr","WcwnYd",null]]', b"[" * 9000 + b"WcwnYd"]
)
def test_an_answer_that_is_none_names_no_stream(body):
    assert VideoPage() == read_streams(body)


def test_the_call_carries_the_videos_token_and_what_the_page_names():
    call = stream_call(PAGE, b'{"FdrFJe":"-28","cfb2h":"boq_1"}')

    assert '[[["WcwnYd","[\\"AD6v5dyT\\",\\"\\",0]",null,"generic"]]]' == call.request
    assert {"-28", "boq_1"} == {value for key, [value] in parse_qs(call.url).items() if key in {"f.sid", "bl"}}
    assert stream_call("https://www.blogger.com/video.g", b"") is None


def test_a_video_whose_page_holds_no_streams_is_asked_for_as_todays_player_does(filmed, tmp_path):
    filmed.route(PAGE, Response(200, HTML, b"<html>no config</html>"))
    filmed.route("https://www.blogger.com/_/BloggerVideoPlayerUi/data/batchexecute", Response(200, HTML, ANSWER))
    filmed.route("https://rr1.googlevideo.com/videoplayback?itag=22", Response(200, "video/mp4", MP4))
    crawl_blog(CrawlOptions(url=HOME, output=tmp_path))

    [video] = media_of_the_film(tmp_path)
    assert ("held", len(MP4)) == (video["status"], video["bytes"])
