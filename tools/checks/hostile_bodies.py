# Run by .ci/run in its short form, and by hand after a change to the cleaning: python -m tools.checks.hostile_bodies
"""Bodies that try to run a script, in Debian's Chromium: cleaned as posts and comments, and in every export with HTML.

Each is a page of its own, opened, focused, clicked on, pasted into, and sent the events of animations and media. Told
are how often a script of theirs ran, and which addresses were asked for before the first click that are none of the
media and embeds that the body lists.
"""

import argparse
import io
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from lxml import etree
from markdown_it import MarkdownIt

from fixtures.payloads import payloads
from migrator.content.clean import clean_comment_fragment, clean_fragment
from migrator.content.images import media_in
from migrator.content.tree import parse_fragment
from migrator.export import export_archive
from migrator.formats.registry import exporter_names
from migrator.imports import ImportOptions, import_files
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.store import Archive
from tools.consumers.browser import chromium
from tools.consumers.debian import debian_installed

_PAGE = "http://own.example/2018/02/papier.html"
_AT_ONCE = 12
_SECONDS_EACH = 6
_BEFORE = """<!DOCTYPE html><meta charset="utf-8"><script>
window.xss = top.xss = () => { const r = new XMLHttpRequest(); r.open("GET", "/hit/%(number)d", false); r.send(); };
addEventListener("click", (e) => { const a = e.target.closest && e.target.closest("a,area");
  const to = a ? a.href.baseVal || a.href || "" : "";
  if (!/^\\s*(javascript|data|vbscript)/i.test(to)) e.preventDefault(); }, true);
addEventListener("submit", (e) => { if (!/^\\s*javascript/i.test(e.target.action)) e.preventDefault(); }, true);
</script><body>"""
_AFTER = """<script>addEventListener("load", () => setTimeout(async () => {
  await fetch("/loaded/%(number)d");
  for (const one of document.querySelectorAll("body *")) {
    if (one.tagName === "SCRIPT") continue;
    for (const kind of `focus focusin mouseover pointerenter pointerover animationstart animationend transitionend
        transitionrun paste copy input change keydown wheel scroll toggle beforetoggle load error begin end repeat play
        canplay invalid contextmenu drag`.split(/\\s+/))
      one.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
    try { one.focus && one.focus();
      one.click ? one.click() : one.dispatchEvent(new MouseEvent("click", {bubbles: true})); } catch (error) {}
  }
  await new Promise((go) => setTimeout(go, 40));
  await fetch("/done/%(number)d"); parent.postMessage(%(number)d, "*");
}, 30));</script>"""
_HARNESS = """<!DOCTYPE html><meta charset="utf-8"><body><script>
let next = 0; const all = %(all)d, timers = new Map();
window.xss = () => fetch("/hit/-1");
function load(frame) { if (next >= all) { frame.remove(); return; }
  const number = next++; frame.dataset.number = number; frame.src = "/body/" + number;
  timers.set(number, setTimeout(() => { fetch("/stuck/" + number); replace(frame); }, %(limit)d)); }
function replace(frame) { const other = document.createElement("iframe"); frame.replaceWith(other); load(other); }
addEventListener("message", (e) => { clearTimeout(timers.get(e.data));
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.dataset.number == e.data);
  if (frame) replace(frame); });
for (let i = 0; i < %(at_once)d; i++) {
  const one = document.createElement("iframe"); document.body.append(one); load(one); }
</script>"""


@dataclass(frozen=True, slots=True)
class Body:
    """A piece of HTML on trial: `kind` is what it counts under, `allowed` the addresses that it may ask for."""

    kind: str
    html: str
    allowed: frozenset[str]


def listed(html: str) -> frozenset[str]:
    """Return the addresses of the media and embeds that a body shows."""
    root = parse_fragment(html)
    found = {url for use in media_in(root) for url in (use.url, *use.urls)}
    for node in root.iter("iframe", "embed", "object", "video", "audio", "source", "track"):
        found |= {value for name in ("src", "data", "poster") if (value := node.get(name))}
    return frozenset(found)


class Trial:
    """What the browser did: `hits` and `asked` by number of the body."""

    def __init__(self, bodies: list[Body]) -> None:
        self.bodies = bodies
        self.hits: Counter[int] = Counter()
        self.stuck: list[int] = []
        self.asked: list[tuple[int, str]] = []
        self.loaded: set[int] = set()
        self.done: set[int] = set()

    def note(self, path: str, host: str, referer: str) -> tuple[str, bytes]:
        """Answer one request: (content type, body)."""
        if not host.startswith("127.0.0.1"):
            if not host.endswith(".example"):
                return "text/plain", b""  # the browser's own
            found = re.search(r"/body/(\d+)", referer)
            number = int(found[1]) if found else -1
            if number not in self.loaded:
                self.asked.append((number, f"http://{host}{path}"))
            return "text/plain", b""
        kind, _, rest = path.strip("/").partition("/")
        number = int(rest) if rest.lstrip("-").isdigit() else -1
        if kind == "body" and 0 <= number < len(self.bodies):
            told = {"number": number}
            return "text/html; charset=utf-8", f"{_BEFORE % told}{self.bodies[number].html}{_AFTER % told}".encode()
        if kind == "harness":
            told = {"all": len(self.bodies), "limit": _SECONDS_EACH * 1000, "at_once": _AT_ONCE}
            return "text/html; charset=utf-8", (_HARNESS % told).encode()
        if kind == "hit":
            self.hits[number] += 1
        elif kind in {"loaded", "done"}:
            getattr(self, kind).add(number)
        elif kind == "stuck":
            self.stuck.append(number)
        return "text/plain", b""

    def finished(self) -> bool:
        """Whether every body came to its end."""
        return len(self.done | set(self.stuck)) >= len(self.bodies)

    def foreign(self) -> list[tuple[int, str]]:
        """Return what was asked for and is not listed."""
        every = frozenset().union(*(one.allowed for one in self.bodies))
        return [
            (number, url)
            for number, url in self.asked
            if _plain(url) not in {_plain(one) for one in (self.bodies[number].allowed if number >= 0 else every)}
        ]


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path or '/'}"


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that leaves a page hangs up."""


def _server(trial: Trial) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, content = trial.note(self.path, self.headers.get("Host", ""), self.headers.get("Referer", ""))
            self.send_response(200)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(content)))):
                self.send_header(name, value)
            self.send_header("Referrer-Policy", "unsafe-url")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the server's own way to name methods

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's signature
            pass

    return _Quiet(("127.0.0.1", 0), Handler)


def tried(bodies: list[Body], work: Path) -> Trial:
    """Show the bodies to the browser."""
    trial = Trial(bodies)
    server = _server(trial)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    command = [
        chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio",
        "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync",
        "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={work / 'browser'}", "--disable-popup-blocking",
        f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1", f"http://127.0.0.1:{port}/harness",
    ]  # fmt: skip
    browser = subprocess.Popen(  # noqa: S603 - its own arguments
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        last, since = -1, time.monotonic()
        while not trial.finished() and time.monotonic() - since < 120:
            now = len(trial.done) + len(trial.stuck)
            last, since = (now, time.monotonic()) if now != last else (last, since)
            time.sleep(0.2)
    finally:
        browser.terminate()
        browser.wait()
        server.shutdown()
        server.server_close()
    return trial


def cleaned(every: int) -> Iterator[Body]:
    """Yield the corpus as posts and as comments."""
    for payload in payloads()[::every]:
        post = clean_fragment(payload, _PAGE)
        yield Body("posts", post, listed(post))
        comment = clean_comment_fragment(payload, _PAGE)
        yield Body("comments", comment, listed(comment))


def exported(work: Path, many: int) -> Iterator[Body]:
    """Yield the HTML of every export format of a blog whose posts are some of the corpus."""
    chosen = payloads()
    chosen = chosen[:: max(1, len(chosen) // many)][:many]
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-9.post-{number}</id><published>2018-02-01T10:00:00Z</published>"
        f"<title>{escape(payload)}</title><content type='html'>{escape(_xml(payload))}</content>"
        f"<link rel='alternate' type='text/html' href='http://own.example/2018/02/{number}.html'/></entry>"
        for number, payload in enumerate(map(_xml, chosen), 1)
    )
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-9</id>"
        "<title>&lt;img src=x onerror=xss()&gt;</title>"
        f"<link rel='alternate' type='text/html' href='http://own.example/'/>{entries}</feed>"
    )
    (work / "feed.xml").write_text(feed, encoding="utf-8")
    import_files(ImportOptions(paths=(work / "feed.xml",), output=work / "archive"))
    allowed = frozenset().union(*(listed(clean_fragment(payload, _PAGE)) for payload in chosen))
    for name in exporter_names():
        sink = MemorySink()
        with Archive.open_existing(work / "archive", write=False) as archive:
            export_archive(archive.view(), name, sink, ExportOptions())
        for path in sorted(sink.files):
            for html in _html_in(PurePosixPath(path).suffix, sink.files[path]):
                yield Body(name, html, allowed)


def _xml(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _html_in(suffix: str, content: bytes) -> Iterator[str]:
    """Yield what a browser would show of a file."""
    if suffix == ".html" and b'http-equiv="refresh"' not in content:  # which is a redirect of ours
        yield content.decode()
    elif suffix in {".md", ".markdown"}:
        text = re.sub(r"\A---\n.*?\n---\n", "", content.decode(), flags=re.DOTALL)
        yield MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    elif suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield from _html_in(PurePosixPath(name).suffix, package.read(name))
    elif suffix in {".json", ".jsonl"}:
        for line in content.splitlines() if suffix == ".jsonl" else [content]:
            yield from _marked(json.loads(line))
    elif suffix == ".xml" and content.startswith(b"<?xml"):  # other than templates, of generators and of Blogger
        yield from _html_in_xml(content)


def _html_in_xml(content: bytes) -> Iterator[str]:
    for node in etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True)).iter():
        if isinstance(node.tag, str) and node.text and (node.tag.endswith("encoded") or node.get("type") == "html"):
            yield node.text


def _marked(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _marked(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _marked(inner, key)
    elif isinstance(value, str) and key == "lexical":  # Ghost's editor keeps a document as JSON within JSON
        yield from _marked(json.loads(value))
    elif isinstance(value, str) and "<" in value and re.search("html|content|body", key):
        yield value


def main() -> None:
    """Try the corpus, and tell what ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try one in so many of the corpus")
    parser.add_argument("--exported", type=int, default=200, help="how many of them to export in every format")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        debian_installed(["chromium"], ["chromium", "fonts-dejavu-core"], Path.home() / ".cache")
        bodies = [*cleaned(asked.every), *(exported(work, asked.exported) if asked.exported else ())]
        bodies.append(Body("control", "<img src=x onerror=xss()><img src=http://other.example/x>", frozenset()))
        trial = tried(bodies, work)
    control = len(bodies) - 1
    ran = Counter(bodies[number].kind for number in trial.hits)
    foreign = Counter(bodies[number].kind if number >= 0 else "nobody" for number, _ in trial.foreign())
    for kind, many in Counter(one.kind for one in bodies).items():
        print(f"{kind}: {many:,} bodies, {ran[kind]} ran a script, {foreign[kind]} asked for what they do not list")
    bad = [number for number in trial.hits if number != control] + [n for n, _ in trial.foreign() if n != control]
    for number in dict.fromkeys(bad[:20]):
        print(
            f"  {bodies[number].kind}: {bodies[number].html[:200]!r} {[u for n, u in trial.foreign() if n == number]}"
        )
    if trial.stuck or not trial.finished():
        print(f"{len(trial.stuck)} did not come to an end: {[bodies[n].html[:120] for n in trial.stuck[:5]]}")
    if not (ran["control"] and foreign["control"]):
        sys.exit("The control ran no script or asked for nothing: this proves nothing.")
    sys.exit(1 if bad or not trial.finished() else 0)


if __name__ == "__main__":
    main()
