"""What lets us into a blog that is not open to everybody: cookies and headers of the user's own, for its hosts alone.

They are sent over https only, and to no host but the blog's. Nothing that we write shows them: what a request sent is
told with its names and without their values, and an answer that repeats one is not kept.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from pathlib import Path
from urllib.parse import SplitResult
from urllib.request import Request

from migrator.addresses.urls import fold_host, host_of
from migrator.model.documents import RawPage
from migrator.model.errors import ConfigError

SECRET_ANSWERS = frozenset({"set-cookie", "set-cookie2"})
"""Headers of an answer to a signed-in request whose values are not kept."""
_TELLING = 16
"""Characters from which on a value is one that no page shows by chance."""
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,200}")
_OURS = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "accept-encoding", "expect"}
    | {"if-none-match", "if-modified-since", "range", "proxy-authorization"}
)
_LARGEST = 4 * 1024 * 1024
_FORM = "It must be a Netscape cookie file (cookies.txt), as wget, curl and yt-dlp take it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The user's cookies and headers; `host` is the blog's as he named it. It has no text form that shows a value.

    A cookie goes to the hosts that it is for, a header only to `host`, with or without `www.`: a header names no host.
    """

    host: str = ""
    cookies: CookieJar | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.headers) or self.cookies is not None

    def headers_for(self, parts: SplitResult, own: Iterable[str]) -> dict[str, str]:
        """Return the headers for a URL, names in lower case; none over http, or for a host that is not the blog's."""
        host = fold_host(parts.netloc.rpartition("@")[2])
        if parts.scheme != "https" or not self or host not in {self.host, *own}:
            return {}
        named = host.removeprefix("www.") == self.host.removeprefix("www.")
        found = {name.lower(): value for name, value in self.headers.items()} if named else {}
        if self.cookies is not None:
            request = Request(parts.geturl())  # noqa: S310 - never opened: the jar asks for this form of a URL
            self.cookies.add_cookie_header(request)
            told = [found.pop("cookie", ""), request.get_header("Cookie") or ""]
            found |= {"cookie": "; ".join(filter(None, told))} if any(told) else {}
        return found

    def is_repeated_in(self, page: RawPage) -> bool:
        """Whether an answer shows a value of ours, so that it can't be kept."""
        if not self:
            return False
        texts = [page.body, *(value.encode("latin-1", "replace") for _, value in page.headers)]
        return any(secret in text for secret in self._secrets() for text in texts)

    def _secrets(self) -> Iterator[bytes]:
        values = [cookie.value or "" for cookie in self.cookies or ()]
        for value in self.headers.values():
            values += [value, value.split()[-1], *(part.partition("=")[2] for part in value.split("; "))]
        return (value.encode("latin-1", "replace") for value in dict.fromkeys(values) if len(value) >= _TELLING)


NO_LOGIN = Login()


def read_login(url: str, cookies: Path | None, headers: Iterable[str]) -> Login:
    """Return what was given for the blog at a URL, headers as `NAME: VALUE`.

    Raises ConfigError, which names files and headers but never a value.
    """
    told = dict(_header(line) for line in headers)
    if cookies is None and not told:
        return NO_LOGIN
    address = url if "://" in url else f"https://{url}"
    return Login(host=host_of(address), cookies=None if cookies is None else _jar(cookies), headers=told)


def header_lines(path: Path) -> list[str]:
    """Return the headers of a file, one a line, without its blank lines and comments (`#`)."""
    lines = [line.strip() for line in _text_of(path, "The file of headers").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _text_of(path: Path, what: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{what} {path} can't be read: {error.strerror or error}.") from None
    if len(data) > _LARGEST:
        raise ConfigError(f"{what} {path} is larger than such a file can be.")
    return data.decode("utf-8-sig", "replace")


def _header(line: str) -> tuple[str, str]:
    """Return name and value."""
    name, colon, value = line.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name):
        raise ConfigError("A header must be given as NAME: VALUE.")
    if name.lower() in _OURS:
        raise ConfigError(f"The header {name} can't be set: it belongs to the connection.")
    if not _sendable(value):
        raise ConfigError(f"The header {name} has no value that can be sent.")
    return name, value


def _sendable(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable()


def _jar(path: Path) -> CookieJar:
    """Read a Netscape cookie file, cookies of a session too (RFC 6265 names neither the file nor its fields)."""
    text = _text_of(path, "The cookie file")
    if not text.lstrip().startswith(("# HTTP Cookie File", "# Netscape HTTP Cookie File")):
        raise ConfigError(f"{path} is no cookie file.", hint=_FORM)
    jar = MozillaCookieJar(str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jar.load(ignore_discard=True, ignore_expires=True)
    except (LoadError, OSError, ValueError):
        # The jar's own message quotes the line, and with it the cookie.
        raise ConfigError(f"{path} is no cookie file.", hint=_FORM) from None
    for cookie in jar:
        if not _sendable(cookie.value or "-"):
            raise ConfigError(f"{path} holds a cookie, {cookie.name[:80]!r}, that can't be sent.", hint=_FORM)
        if cookie.expires == 0:  # how browsers write the end of a session
            cookie.expires = None
    return jar
