"""HTTP on the outside, page functions on the inside: which address asks for which page."""

from collections.abc import Callable, Iterable, Mapping
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

from migrator.browse import blogpages, ownpages, versionpages
from migrator.browse.layout import TEXT, Answer, Content, File, NotFound, Redirection, own_page
from migrator.browse.library import Closed, Library, ReadingThread, template
from migrator.model.errors import MigratorError

_LAST_PAGE = 100_000
_NUMBER = f"<int(max={2**63 - 1}):number>"
"""What SQLite can hold as a number of a row."""
_SHOWN_AS_THEY_ARE = ("image/", "video/", "audio/", "text/plain")
"""Also a PDF is saved: shut in as it must be, no browser shows it."""

Page = Callable[[Library, Request, Mapping[str, str | int]], Answer]


def _number(request: Request, name: str) -> int:
    asked = request.args.get(name, "0")
    return min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0


_PAGES: dict[str, Page] = {
    "/~/": lambda _, __, ___: Redirection(path="/~/report"),
    "/~/report": lambda library, _, __: ownpages.report(library),
    "/~/search": lambda library, asked, _: ownpages.search(
        library, asked.args.get("q", ""), _number(asked, "page"), remarks=asked.args.get("in") == "comments"
    ),
    "/~/drafts": lambda library, _, __: ownpages.drafts(library),
    "/~/runs": lambda library, _, __: ownpages.runs(library),
    f"/~/run/{_NUMBER}": lambda library, _, named: ownpages.run(library, int(named["number"])),
    "/~/notices": lambda library, asked, _: ownpages.notices(
        library, asked.args.get("code", ""), _number(asked, "page")
    ),
    "/~/revisions": lambda library, _, __: versionpages.revised(library),
    "/~/revisions/<path:post>": lambda library, asked, named: versionpages.revisions(
        library, str(named["post"]), asked.args.get("change", ""), asked.args.get("as") == "html"
    ),
    "/~/captures": lambda library, asked, _: versionpages.captures(
        library, asked.args.get("part", ""), _number(asked, "page")
    ),
    "/~/captures/<path:post>": lambda library, _, named: versionpages.captures_of(library, str(named["post"])),
    f"/~/capture/{_NUMBER}": lambda library, _, named: versionpages.capture(library, int(named["number"])),
    f"/~/capture/{_NUMBER}/text": lambda library, _, named: versionpages.capture_text(library, int(named["number"])),
    f"/~/capture/{_NUMBER}/shown": lambda library, _, named: versionpages.capture_shown(library, int(named["number"])),
    "/~/live.css": lambda _, __, ___: Content(body=template("live.css").encode(), type="text/css; charset=utf-8"),
    "/favicon.ico": lambda _, __, ___: Content(body=template("icon.svg").encode(), type="image/svg+xml"),
    "/search": lambda _, asked, __: _search_of_the_blog(asked),
    "/search/": lambda _, asked, __: _search_of_the_blog(asked),
    "/search/index.html": lambda _, asked, __: _search_of_the_blog(asked),
    "/": lambda library, asked, _: blogpages.blog_page(library, "", asked.query_string.decode("latin-1")),
    "/<path:path>": lambda library, asked, named: blogpages.blog_page(
        library, str(named["path"]), asked.query_string.decode("latin-1")
    ),
}
_ADDRESSES = Map([Rule(address, endpoint=address) for address in _PAGES], strict_slashes=False, merge_slashes=False)


def _search_of_the_blog(request: Request) -> Answer:
    """Lead Blogger's own address of its search to ours."""
    query = request.query_string.decode("latin-1")
    return Redirection(path="/~/search" + (f"?{query}" if query else ""))


class Application:
    """Answers requests from an archive. Called by many threads; the archive is read by one."""

    def __init__(self, reading: ReadingThread, hosts: frozenset[str], crashed: Callable[[str], None]) -> None:
        """`hosts` are what `Host` may be; `crashed` is told of faults of ours."""
        self._reading = reading
        self._hosts = hosts
        self._crashed = crashed

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        return self._response(Request(environ))(environ, start_response)

    def _response(self, request: Request) -> Response:
        if request.environ.get("HTTP_HOST", "") not in self._hosts:
            return _plain(421, "This server answers for this machine alone, by the address that it printed.")
        if request.method not in METHODS:
            return _plain(405, "Nothing can be changed here.", Allow="GET, HEAD")
        try:
            endpoint, named = _ADDRESSES.bind_to_environ(request.environ).match()
        except HTTPException:
            return _plain(404, "There is no such page.")
        try:
            return self._made(self._reading.ask(lambda library: _PAGES[endpoint](library, request, named)), request)
        except MigratorError as failure:
            return self._failed(failure)
        except Closed:
            return _plain(503, "The archive is being closed.")
        except Exception as fault:  # noqa: BLE001 - one page that fails must not end the server; it is told
            self._crashed(f"{request.path}: {type(fault).__name__}: {fault}")
            return _plain(500, "This page failed: a bug of ours, please report it.")

    def _made(self, answer: Answer, request: Request) -> Response:
        if isinstance(answer, NotFound):
            answer = self._reading.ask(
                lambda library: own_page(
                    library,
                    "error.html",
                    "Not in the archive",
                    status=404,
                    message=f"The archive has no page of this address: {answer.tried}",
                    hint="The list of all posts, the labels and the search lead to what it has.",
                )
            )
        if isinstance(answer, Redirection):
            moved = Response(status=302, headers=dict(headers(foreign=False)))
            moved.headers["Location"] = answer.path
            moved.autocorrect_location_header = False
            return moved
        if isinstance(answer, File):
            return _file(answer, request)
        made = Response(answer.body, answer.status, headers=dict(headers(foreign=answer.foreign)))
        made.headers["Content-Type"] = answer.type
        if answer.name:
            made.headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
        return made

    def _failed(self, failure: MigratorError) -> Response:
        try:
            page = self._reading.ask(
                lambda library: own_page(
                    library, "error.html", "That can't be shown", status=500, message=failure.message,
                    hint=failure.hint,
                )
            )  # fmt: skip
        except MigratorError:
            return _plain(503, f"{failure.message} {failure.hint}")
        return Response(page.body, page.status, headers=dict(headers(foreign=False)), content_type=page.type)


def _file(answer: File, request: Request) -> Response:
    """Send a media file, or the part of it that a player asks for."""
    shown = answer.type.startswith(_SHOWN_AS_THEY_ARE)
    sent = send_file(
        answer.path,
        request.environ,
        mimetype=answer.type,
        as_attachment=not shown,
        download_name=answer.path.name,
        conditional=True,
    )
    # The pictures in an archive are what anybody sent: an SVG is a page of its own, and may hold scripts.
    sent.headers.update(headers(foreign=True))
    return sent


def _plain(status: int, text: str, **more: str) -> Response:
    made = Response(f"{text}\n", status, headers={**headers(foreign=True), **more})
    made.headers["Content-Type"] = TEXT
    return made


# What may ask, and what the browser may do with an answer.
#
# The archive is for whoever sits at this machine. Web pages open in the same browser can send requests to loopback,
# too; one whose own name was bound to 127.0.0.1 (DNS rebinding) could even read the answers, but its name is in
# `Host` then.

_PAGE = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self' 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; sandbox allow-same-origin allow-forms allow-downloads allow-popups"
    " allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
# Not even the page's own pictures: they would be asked for under addresses that the archive chose.
_FOREIGN = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    )
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
METHODS = frozenset({"GET", "HEAD"})


def known_hosts(port: int) -> frozenset[str]:
    """Return what `Host` may be: this machine's loopback by number or name, with our port."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost")) | (
        {"127.0.0.1", "localhost"} if port == 80 else frozenset()
    )


def headers(*, foreign: bool) -> Mapping[str, str]:
    """Return the headers of an answer; `foreign`: its bytes came from the web as they are."""
    return {**_ALWAYS, "Content-Security-Policy": _FOREIGN if foreign else _PAGE, "Cache-Control": "no-cache"}
