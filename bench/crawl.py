"""A whole crawl of a made blog beside wget and HTTrack on the same blog: requests, bytes, time, and what is left of it.

    python bench/crawl.py [--posts N] [--latency MS] [--connections N] [--rounds N] [--only migrate,wget,httrack]

The blog (feed off, so that every page is read) is served by the stand-in in a process of its own, its pages made
ahead; only the crawler's processor time counts. `bound` is what the network alone would take: requests x latency /
connections. wget asks one thing at a time; a tool that is not installed is left out. HTTrack gets the blog over http,
the others over https.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POST = re.compile(r"/\d{4}/\d\d/[^/?]+\.html")
_COLUMNS = ("", "requests", "MB", "wall s", "bound s", "wall/bound", "CPU s", "CPU ms/page", "peak MB")


@dataclass(slots=True)
class Server:
    """The stand-in in its own process, and what it saw."""

    home: str
    env: dict[str, str]
    log: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one crawl took."""

    requests: int
    bytes: int
    wall: float
    cpu: float
    peak: float
    bound: float
    result: str


@contextmanager
def serving(
    folder: Path, *, posts: int, comments: int, latency: float = 0, plain: bool = False, feed: str = "none"
) -> Iterator[Server]:
    """Serve the blog, its pages made ahead if they are to be read; the log is there when the block ends."""
    log, ca = folder / "requests.jsonl", folder / "ca.pem"
    command = [sys.executable, "-m", "fixtures.blogger", "--synthetic", str(posts), "--synthetic-feed", feed]
    command += ["--warm"] if feed == "none" else []
    command += ["--synthetic-comments", str(comments), "--latency", str(latency)]
    command += ["--log", str(log), "--ca-out", str(ca)]
    with subprocess.Popen(
        [*command, *(["--plain-http"] if plain else [])], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        said = json.loads(process.stdout.readline())
        others = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), said["proxy"])
        certificates = {"REQUESTS_CA_BUNDLE": said["ca"], "SSL_CERT_FILE": said["ca"]}
        server = Server(said["blogs"][0], {**others, **proxies, **certificates, "no_proxy": "", "NO_PROXY": ""})
        try:
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            server.log = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def timed(command: list[str], server: Server, folder: Path) -> tuple[float, float, float]:
    """Run a command; give wall seconds, processor seconds and peak MB of it and its children."""
    with (folder / "output.log").open("wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=server.env, stdout=output, stderr=subprocess.STDOUT)
        _, _, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = 0
    unit = 1 if sys.platform == "darwin" else 1_024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1_048_576


def migrate(server: Server, connections: int, folder: Path) -> list[str]:
    """Our own command."""
    arguments = ["crawl", server.home, "--connections", str(connections), "--no-media", "--output", str(folder / "out")]
    return [sys.executable, "-m", "migrator.cli", *arguments]


def wget(server: Server, _connections: int, _folder: Path) -> list[str]:
    """Wget as one would use it for this: a mirror and a WARC; it leaves searches out, as our robots.txt makes us."""
    return [
        *("wget", "--mirror", "--warc-file=blog", "--page-requisites", "--adjust-extension", "--no-verbose"),
        *("--ca-certificate=" + server.env["SSL_CERT_FILE"], "--reject-regex=[?]m=1|showComment=", server.home),
    ]


def httrack(server: Server, connections: int, _folder: Path) -> list[str]:
    """HTTrack without its limits of speed; of itself it takes 25 kB a second."""
    proxy = server.env["HTTP_PROXY"].removeprefix("http://")
    return [
        *("httrack", server.home, "-O", "out", "-P", proxy, f"-c{connections}", "--disable-security-limits", "-A0"),
        *("-%c0", "--quiet", "-I0", "-N0", "--robots=2"),
    ]


CONTENDERS: dict[str, Callable[[Server, int, Path], list[str]]] = {
    "migrate": migrate,
    "wget": wget,
    "httrack": httrack,
}


def ends_up_with(name: str, folder: Path) -> str:
    """Say what a reader of the result finds."""
    found = (POST.search("/" + path.relative_to(folder).as_posix()) for path in folder.rglob("*.html"))
    saved = {match[0] for match in found if match}
    warcs = sum(path.stat().st_size for path in folder.rglob("*.warc.gz")) / 1e6
    if name != "migrate":
        return f"{len(saved)} pages of posts as files, WARC {warcs:.1f} MB; no titles, dates, bodies, comments apart"
    command = [sys.executable, "-m", "migrator.cli", "export", "out", "--format", "json", "--output", "json"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    posts = json.loads((folder / "json/blog.json").read_bytes())["posts"]
    told = {key: sum(bool(post[key]) for post in posts) for key in ("title", "published", "content_html", "author")}
    comments = sum(len(post["comments"]) for post in posts)
    return f"{len(posts)} posts ({told}), {comments} comments, WARC {warcs:.1f} MB"


def run(name: str, given: argparse.Namespace) -> Figures:
    """Let one contender crawl the blog."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, plain = Path(temporary), name == "httrack"
        with serving(folder, posts=given.posts, latency=given.latency, plain=plain, comments=given.comments) as server:
            work = folder / "work"
            work.mkdir()
            wall, cpu, peak = timed(CONTENDERS[name](server, given.connections, work), server, work)
        lanes = 1 if name == "wget" else given.connections
        return Figures(
            requests=len(server.log),
            bytes=sum(int(str(entry["bytes"])) for entry in server.log),
            wall=wall,
            cpu=cpu,
            peak=peak,
            bound=len(server.log) * given.latency / 1_000 / lanes,
            result=ends_up_with(name, work),
        )


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000)
    parser.add_argument("--comments", type=int, default=1_000)
    parser.add_argument("--latency", type=float, default=60, metavar="MS")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default=",".join(CONTENDERS))
    given = parser.parse_args()
    print(("{:10}" + "{:>12}" * 8).format(*_COLUMNS))
    for _ in range(given.rounds):
        for name in given.only.split(","):
            if name != "migrate" and not shutil.which(name):
                print(f"{name:10}  not installed")
                continue
            one = run(name, given)
            cells = (one.wall, one.bound, one.wall / one.bound, one.cpu, one.cpu / one.requests * 1_000, one.peak)
            print(f"{name:10}{one.requests:12}{one.bytes / 1e6:12.1f}" + "".join(f"{cell:12.2f}" for cell in cells))
            print(f"{'':10}  {one.result}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
