"""A small archive with everything that the live pages show, and a server of it."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from migrator.browse import open_browsing
from migrator.merge import Evidence
from migrator.model.documents import PageType, Parsed, RawPage, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Blog, Comment, Commenter, Post, PostStatus, PostType
from migrator.store import Archive

HOME = "https://phare.blogspot.com/"
FIRST, SECOND = "2024-05-01T10:00:00Z", "2024-06-01T10:00:00Z"
TELLS = frozenset({"title", "published", "labels", "content_html", "comments", "type", "status"})
HOSTILE = '<p onclick="x()">Bold <script>alert(1)</script></p><img src="https://tracker.example/p.gif">'
PICTURE = "https://1.bp.blogspot.com/-aB3/TxYz/AAAAAAAAAAc/Qw/s0/phare.png"
DRAWN = "https://1.bp.blogspot.com/-aB4/TxYz/AAAAAAAAAAd/Qw/s0/plan.svg"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
WORDS = {
    "fr": ("Été", "L'été dernier, des crêpes à Ouessant."),
    "de": ("Straße", "Überall Pfützen auf der Straße."),
    "ru": ("Маяк", "Вчера мы ходили на маяк."),
    "ar": ("المدرسة", "ذَهَبْنا إلى المدرسة في الصباح"),
    "zh": ("灯塔", "昨天我们去了海边的灯塔，天气很好。"),
    "ja": ("タワー", "昨日、東京タワーへ行きました。"),
    "ko": ("등대", "어제 우리는 바닷가 등대에 갔습니다."),
    "th": ("ทะเล", "เมื่อวานเราไปทะเลกันทั้งบ้าน"),
}


def post(name: str, number: int, **fields: object) -> Post:
    given: dict[str, object] = {
        "id": str(number),
        "platform_id": str(number),
        "url": f"{HOME}2018/02/{name}.html",
        "title": f"Title of {name}",
        "published": f"2018-02-{number % 27 + 1:02d}T08:00:00+01:00",
        "content_html": f"<p>Words of {name}</p>",
    }
    return Post(**{**given, **fields})  # type: ignore[arg-type] - the fields are those of Post


def posts() -> list[Post]:
    pictures = f'<p>See <a href="/2018/02/old.html?m=1">the old one</a> <img src="{PICTURE}"> <img src="{DRAWN}"></p>'
    said = Comment(id="91", platform_id="91", author=Commenter(name="Odile"), content_html="<p>Well said</p>")
    return [
        post("old", 1, title="The old lamp", content_html="<p>One</p><p>The lamp is red and bright.</p><p>Three</p>"),
        post("hostile", 2, title="<script>alert(2)</script>", content_html=HOSTILE, labels=("<b>Mer</b>", "Sea/Sky")),
        post("pictures", 3, content_html=pictures, comments=(said,), labels=("Sea/Sky",)),
        post("about", 4, url=f"{HOME}p/about.html", type=PostType.PAGE),
        post("draft", 5, url="", status=PostStatus.DRAFT, title="Not yet", content_html="<p>secret words</p>"),
        *(
            post(f"in-{language}", 10 + at, title=title, content_html=f"<p>{text}</p>")
            for at, (language, (title, text)) in enumerate(WORDS.items())
        ),
    ]


def keep(archive: Archive, run: int, as_of: str, *kept: Post) -> None:
    seen = tuple(SeenPost(post=one, tells=TELLS) for one in kept)
    document = Parsed(page_type=PageType.POST, url=HOME, posts=seen)
    archive.keep(document, Evidence(source="page", as_of=as_of), run=run)


def captured(url: str, body: bytes, kind: str = "text/html; charset=UTF-8") -> RawPage:
    headers = (("content-type", kind), ("x-hostile", "<script>alert(3)</script>"))
    return RawPage(url=url, final_url=url, status=200, reason="OK", headers=headers, body=body, fetched_at=FIRST)


def write(folder: Path) -> None:
    """Write an archive of two runs: the second found the old lamp edited."""
    with Archive.create_or_open(folder) as archive:
        run = archive.begin_run("crawl", FIRST)
        blog = Blog(url=HOME, title="Le phare & <la mer>", language="fr", platform_id="77")
        archive.blogs.keep_located(blog, Evidence(source="page", as_of=FIRST))
        keep(archive, run, FIRST, *posts())
        page = (
            b"<title>t</title><script>alert(4)</script><body onload='x()'><img alt='a lamp' src='https://t.example/'>ok"
        )
        archive.captures.add(captured(f"{HOME}2018/02/old.html", page), run=run)
        archive.captures.add(captured(f"{HOME}x.bin", b"\0\1\2", "application/x-thing"), run=run)
        for media in list(archive.view().media()):
            name = media.url.rpartition("/")[2]
            content = {"phare.png": PNG, "plan.svg": SVG}.get(name)
            if content is not None:
                archive.media.keep(media.id, content, final_url=media.url)
        archive.notices.add(run, [Notice(code="media-missing", url="https://t.example/p.gif", detail="<i>404</i>")])
        archive.end_run(run, ended=FIRST, exit_code=3, counts={"posts": 12})
        run = archive.begin_run("crawl", SECOND)
        edited = "<p>One</p><p>The lamp is green and bright.</p><p>Three</p><p>Four</p>"
        keep(archive, run, SECOND, post("old", 1, title="The new lamp", content_html=edited))
        archive.end_run(run, ended=SECOND, exit_code=0, counts={})


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Browser:
    """Asks the server as a browser would, one connection for each question."""

    def __init__(self, url: str, faults: list[str]) -> None:
        self.port = urlsplit(url).port or 0
        self.faults = faults

    def get(self, path: str, *, method: str = "GET", host: str | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", f"127.0.0.1:{self.port}" if host is None else host)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, named, answer.read())
        finally:
            connection.close()


@contextmanager
def served(folder: Path) -> Iterator[Browser]:
    faults: list[str] = []
    with open_browsing(folder, port=0, crashed=faults.append, patience=0.0) as browsing:
        thread = threading.Thread(target=browsing.run)
        thread.start()
        try:
            yield Browser(browsing.url, faults)
        finally:
            browsing.stop()
            thread.join()
