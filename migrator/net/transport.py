"""One request and its answer over requests: no retries, no redirects, and of credentials only those that were given.

Only the transport adapter of requests is used. Its `Session` would add cookies kept between hosts and passwords from
the user's netrc, neither of which a reader of a public blog has a use for, and half of the processor time.
"""

import http.client
import os
import ssl
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import SplitResult

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies, select_proxy
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from migrator.model.documents import RawPage
from migrator.model.errors import FetchFailed
from migrator.net import guards
from migrator.net.connections import GuardedAdapter, GuardedDial, Resolver
from migrator.net.deadlines import Watch
from migrator.net.login import SECRET_ANSWERS
from migrator.net.settings import Fault, NetSettings, causes

FORM = "application/x-www-form-urlencoded;charset=UTF-8"
_MAX_HEADERS = 256 * 1024


class Arrival:
    """An answer whose body is still on the wire."""

    def __init__(self, page: RawPage, raw: BaseHTTPResponse) -> None:
        self.page = page
        self._raw = raw

    def read(self, size: int) -> bytes:
        """Read up to so many bytes of the body, without transfer coding but still compressed; empty at its end."""
        if self._raw.closed:  # its end was reached
            return b""
        try:
            return self._raw.read(size, decode_content=False)
        except ReadTimeoutError:
            raise Fault("timeout", "the server stopped sending", heals=True, at_most=2) from None
        except (HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            raise Fault("truncated", f"the answer was cut short ({_short(error)})", heals=True) from None

    def close(self) -> None:
        """Give the connection back, or drop it if something is still on its way."""
        if not self._raw.closed:
            self._raw.close()
        self._raw.release_conn()


def _short(error: BaseException) -> str:
    deepest = list(causes(error))[-1]
    return (str(deepest) or type(deepest).__name__)[:200]


def _lasting_fault(error: BaseException) -> Fault | None:
    """Return the fault that lies below an exception and that another attempt would meet again, if there is one."""
    for found in causes(error):
        if isinstance(found, ssl.SSLCertVerificationError):
            return Fault("tls", f"the certificate is not valid ({found.verify_message})")
        if isinstance(found, http.client.HTTPException) and str(found).startswith("got more than"):
            return Fault("too-large", "the answer's headers are beyond all bounds")
    return None


def _fault(error: BaseException) -> Fault:
    """Return what an exception of requests, urllib3, ssl or http.client means."""
    if lasting := _lasting_fault(error):
        return lasting
    short = _short(error)
    if isinstance(error, requests.exceptions.InvalidSchema):
        return Fault("connect", f"the proxy can't be used ({short})")
    if isinstance(error, requests.exceptions.InvalidHeader):
        return Fault("truncated", f"the answer's headers contradict each other ({short})", heals=True, at_most=1)
    if isinstance(error, requests.exceptions.InvalidURL | UnicodeError):
        return Fault("bad-url", f"the address is malformed ({short})")
    if isinstance(error, requests.exceptions.ProxyError):
        return Fault("connect", f"the proxy gives no connection ({short})", heals=True, at_most=2, reached=False)
    if isinstance(error, requests.exceptions.Timeout):
        return Fault("timeout", "the server did not answer in time", heals=True, at_most=2)
    if isinstance(error, requests.exceptions.SSLError):
        return Fault("tls", f"no secure connection ({short})", heals=True, at_most=2, reached=False)
    return Fault("connect", f"the connection broke ({short})", heals=True)


class Transport:
    """Sends requests; thread-safe."""

    def __init__(self, settings: NetSettings, watch: Watch, resolver: Resolver) -> None:
        self._settings = settings
        self._allowed = settings.allowed_private_hosts
        self._own_hosts: set[str] = set()
        dial = GuardedDial(resolver, self._check_address)
        bundle = ""
        if settings.use_environment:
            bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or ""
        self._adapter = GuardedAdapter(watch, dial, connections=settings.connections, ca_bundle=bundle)
        # The environment is read anew for each host only: it costs more than the rest of a request's preparation.
        self._proxies = lru_cache(maxsize=1024)(self._find_proxies)

    def _check_address(self, host: str, port: int, address: str) -> None:
        guards.check_address(host, port, address, allowed=self._allowed)

    def know_blog_host(self, host: str) -> None:
        """Count a host to those that get the user's cookies, if they are for it."""
        self._own_hosts.add(host)

    def _find_proxies(self, origin: str) -> Mapping[str, str]:
        if not self._settings.use_environment:
            return {}
        proxies = get_environ_proxies(origin, no_proxy=None)
        chosen = select_proxy(origin, proxies)
        return {"http": chosen, "https": chosen} if chosen else {}

    def send(self, parts: SplitResult, headers: Mapping[str, str], fetched_at: str, form: str = "") -> Arrival:
        """Send one GET, or a POST of a form; return the answer with its body unread, or raise `Fault`."""
        proxies = self._proxies(f"{parts.scheme}://{parts.netloc}")
        guards.check_name(parts.hostname or "", guards.port_of(parts), proxied=bool(proxies), allowed=self._allowed)
        request = requests.PreparedRequest()
        request.method = "POST" if form else "GET"
        secret = self._settings.login.headers_for(parts, self._own_hosts)
        request.headers = CaseInsensitiveDict({**headers, **secret})
        if form:
            request.body = form
            request.headers.update({"Content-Type": FORM, "Content-Length": str(len(form))})
        timeout = (self._settings.connect_timeout, self._settings.read_timeout)
        try:
            # Not `prepare_url`: it would respell the path, which is case-sensitive and may be spelt oddly on purpose.
            request.url = guards.wire_url(parts)
            response = self._adapter.send(request, stream=True, timeout=timeout, proxies=dict(proxies))
        except (requests.RequestException, HTTPError, OSError, http.client.HTTPException, ValueError) as error:
            raise _fault(error) from None
        return self._arrival(parts, response.raw, _shown(headers, secret), fetched_at, blank=bool(secret))

    def _arrival(
        self, parts: SplitResult, raw: BaseHTTPResponse, sent: Mapping[str, str], fetched_at: str, *, blank: bool
    ) -> Arrival:
        received = tuple(
            (name.lower(), "" if blank and name.lower() in SECRET_ANSWERS else value)
            for name, value in raw.headers.items()
        )
        page = RawPage(
            url=parts.geturl(),
            final_url=parts.geturl(),
            status=raw.status,
            reason=raw.reason or "",
            headers=received,
            fetched_at=fetched_at,
            request_headers=(("host", parts.netloc), *((name.lower(), value) for name, value in sent.items())),
        )
        arrival = Arrival(page, raw)
        if sum(len(name) + len(value) for name, value in received) > _MAX_HEADERS:
            arrival.close()
            raise Fault("too-large", "the answer's headers are beyond all bounds")
        return arrival

    def close(self) -> None:
        """Close all idle connections."""
        self._adapter.close()


def _shown(headers: Mapping[str, str], secret: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was sent as it may be told: the user's own headers without their values."""
    kept = {name: value for name, value in headers.items() if name.lower() not in secret}
    return {**kept, **dict.fromkeys(secret, "")}


# Posting JSON to an address that the user configured himself: a webhook.

_SECONDS = 30


def post_json(url: str, payload: dict[str, object], *, agent: str, seconds: float = _SECONDS) -> None:
    """Post an object to a URL; any 2xx is success. FetchFailed otherwise, also if no answer begins within the seconds.

    The address comes from the user's own file, so it may be on a private network; redirects are not followed, because
    where they lead is somebody else's word. Of the answer only the status is read.
    """
    try:
        answer = requests.post(
            url, json=payload, timeout=seconds, allow_redirects=False, stream=True, headers={"User-Agent": agent}
        )
    except (requests.RequestException, ValueError) as error:
        raise FetchFailed(f"{url} could not be posted to: {type(error).__name__}", reason="connect") from error
    with answer:
        if not 200 <= answer.status_code < 300:
            raise FetchFailed(f"{url} answered {answer.status_code}", reason="status", status=answer.status_code)
