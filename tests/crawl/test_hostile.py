"""A blog full of traps, crawled whole: nothing forbidden hears of us, every trap ends, every ordinary post is there."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fixtures.blogger import StandIn, differences, expected, hostile, load, untold
from tests.crawl.blogjson import blog_json

HOME = "https://carnet-de-veille.blogspot.com/"
TRAPS = ("profond", "bombe", "boucle", "ping", "pong", "interne", "deluge", "pieges")


class Listener:
    """Something on loopback that must never be asked; counts who connects."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                self._socket.accept()[0].close()
                self.heard += 1

    @property
    def url(self):
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/"


@pytest.fixture(scope="module")
def trapped():
    """Serve the trapped blog, and something inside that must not hear of it."""
    listener = Listener()
    with StandIn("seed") as standin:
        hostile.install(standin, "seed", listener.url)
        yield standin, listener


@pytest.fixture(scope="module", params=["auto", "pages"])
def crawled(request, trapped, tmp_path_factory):
    """Crawl the trapped blog as a user would; everything that the tests look at."""
    standin, listener = trapped
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "migrator.cli", "crawl", HOME, "--output", "archive", "--json"]
    command += ["--source", request.param, "--connections", "8"]
    environment = {**standin.environment(), "PYTHONPATH": str(Path.cwd()), "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=1200, check=False)
    return folder, listener, expected(standin.blog("seed")), done


def test_the_crawl_ends_with_what_it_could_not_get_named(crawled):
    _, _, _, done = crawled
    assert 3 == done.returncode, done.stderr.decode()[-2000:]
    named = {notice["url"].rpartition("/")[2] for notice in json.loads(done.stdout)["missing"]}
    assert {"a.jpg", "secret.png"} <= named
    if "auto" in done.args:  # there the sitemap is asked, which names the traps
        assert {"bombe.html", "boucle.html", "ping.html", "interne.html"} <= named


def test_a_forbidden_address_hears_nothing(crawled):
    _, listener, _, _ = crawled
    assert 0 == listener.heard


def test_nothing_is_written_outside_the_archive(crawled):
    folder, *_ = crawled
    assert ["archive"] == [path.name for path in folder.iterdir()]
    assert {"archive.db", "capture", "media", ".lock"} == {path.name for path in (folder / "archive").iterdir()}
    assert all(path.resolve().is_relative_to(folder) for path in folder.rglob("*"))


def test_every_ordinary_post_is_archived_as_it_is(crawled):
    folder, _, truth, done = crawled
    held = blog_json(folder / "archive")
    for blog in (truth, held):
        blog["posts"] = [post for post in blog["posts"] if not any(trap in post["url"] for trap in TRAPS)]
    source = done.args[done.args.index("--source") + 1]

    assert [] == differences(truth, held, ignore=["media", "blog", "authors", *untold(load("seed"), source)])


def test_nothing_that_steers_a_terminal_is_printed(crawled):
    _, _, _, done = crawled
    assert not set(done.stderr.decode()) & set(map(chr, [*range(10), *range(11, 32), 0x7F, *range(0x80, 0xA0), 0x202E]))
    assert b"\x1b" not in done.stdout
