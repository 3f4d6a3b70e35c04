"""Visits addresses of a site on loopback as a browser does, and tells where each ends."""

import http.client
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

_HOPS = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a visit ended: the last status, the path there with its query, how many redirects led to it, its head."""

    status: int
    path: str
    hops: int
    first: int
    """The status of the first answer."""
    links: str
    """The header `Link`: WordPress names the post there."""

    @property
    def arrived(self) -> bool:
        """Whether a page answered, and what led there will always lead there."""
        return self.status == 200 and (self.hops == 0 or self.first in {301, 308})


class Visitor:
    """Visits pages of one site, a few at a time."""

    def __init__(self, port: int, at_once: int = 3, **headers: str) -> None:
        self._port = port
        self._at_once = at_once
        self._headers = headers
        self._known: dict[str, Visit] = {}

    def all(self, paths: Iterable[str]) -> None:
        """Visit many, each once; `to` then gives what was found."""
        wanted = [path for path in dict.fromkeys(paths) if path not in self._known]
        with ThreadPoolExecutor(self._at_once) as pool:
            self._known.update(zip(wanted, pool.map(self._visit, wanted), strict=True))

    def to(self, path: str) -> Visit:
        """Return where a visit ends."""
        if path not in self._known:
            self._known[path] = self._visit(path)
        return self._known[path]

    def _visit(self, path: str) -> Visit:
        first = 0
        for hop in range(_HOPS):
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            try:
                connection.request("GET", path, headers=self._headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return Visit(0, path, hop, first, "")
            finally:
                connection.close()
            first = first or answer.status
            if answer.status not in {301, 302, 307, 308}:
                return Visit(answer.status, path, hop, first, ", ".join(answer.headers.get_all("Link") or ()))
            target = urlsplit(urljoin(f"http://127.0.0.1:{self._port}{path}", answer.headers["Location"] or ""))
            if target.port != self._port:
                return Visit(answer.status, path, hop, first, "")
            path = target.path + (f"?{target.query}" if target.query else "")
        return Visit(508, path, _HOPS, first, "")
