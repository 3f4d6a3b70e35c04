"""Opens connections: every resolved address is checked before it is connected to, so that a name can't lead inside.

Checking first and connecting by name later would let a name server give two different answers (DNS rebinding).
"""

import socket
import ssl
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any  # requests types its hooks so

from requests import Response
from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from migrator.net.deadlines import Watch
from migrator.net.settings import Fault

SocketAddress = tuple[str, int] | tuple[str, int, int, int]
Resolver = Callable[[str, int], Sequence[tuple[int, SocketAddress]]]
AddressCheck = Callable[[str, int, str], None]
Dial = Callable[[HTTPConnection], socket.socket]

# A name with hundreds of dead addresses must not hold us for hours.
_MAX_ADDRESSES = 6


class GuardedDial:
    """Connects a socket to a host, only ever to addresses that `check` lets pass."""

    def __init__(self, resolver: Resolver, check: AddressCheck) -> None:
        self._resolver = resolver
        self._check = check

    def __call__(self, connection: HTTPConnection) -> socket.socket:
        """Return a connected socket or raise `Fault`."""
        host = connection.host
        addresses = self._addresses(host, connection.port)
        last = "no address"
        for family, address in addresses[:_MAX_ADDRESSES]:
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                for option in connection.socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(connection.timeout)
                sock.connect(address)
            except OSError as error:
                sock.close()
                last = str(error)
            else:
                return sock
        raise Fault("connect", f"no connection to {host} ({last})", heals=True, at_most=2, reached=False)

    def _addresses(self, host: str, port: int) -> list[tuple[int, SocketAddress]]:
        try:
            found = self._resolver(host, port)
        except socket.gaierror as error:
            passing = error.errno == socket.EAI_AGAIN
            raise Fault("dns", f"the name {host} is not known", heals=passing, at_most=2, reached=False) from None
        except UnicodeError:
            raise Fault("bad-url", f"{host!r} is no host name") from None
        allowed: list[tuple[int, SocketAddress]] = []
        refused: Fault | None = None
        for family, address in found:
            try:
                self._check(host, port, address[0])
            except Fault as fault:
                refused = fault
            else:
                allowed.append((family, address))
        if refused and not allowed:
            raise refused
        return allowed


def _pool_classes(watch: Watch, dial: Dial | None) -> dict[str, type[HTTPConnectionPool]]:
    """Make connection classes that tell `watch` which socket they use, and connect through `dial` if one is given."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            sock = dial(self) if dial else super()._new_conn()
            if flight := watch.current():
                flight.attach(sock)
            return sock

        def request(self, *args: Any, **kwargs: Any) -> None:
            flight = watch.current()
            if flight and self.sock:  # kept alive from an earlier request
                flight.attach(self.sock)
            super().request(*args, **kwargs)

    class Secure(Plain, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class GuardedAdapter(HTTPAdapter):
    """The transport of requests with guarded, watched connections; a proxy itself may be anywhere."""

    def __init__(self, watch: Watch, dial: Dial, *, connections: int, ca_bundle: str) -> None:
        self._ca_bundle = ca_bundle or DEFAULT_CA_BUNDLE_PATH
        self._direct = _pool_classes(watch, dial)
        self._proxied = _pool_classes(watch, None)
        super().__init__(pool_connections=64, pool_maxsize=max(connections, 10), max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Put the guarded connections under the pools."""
        super().init_poolmanager(connections, maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._direct

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Watch the connections to a proxy, too."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = self._proxied
        return manager

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = create_urllib3_context()
        folder = Path(self._ca_bundle).is_dir()
        try:
            context.load_verify_locations(**{"capath" if folder else "cafile": self._ca_bundle})
        except OSError as error:  # ssl.SSLError is one
            raise Fault("tls", f"the certificates in {self._ca_bundle} can't be read ({error})") from None
        return context

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> tuple[Any, Any]:
        """Share one TLS context: requests loads the certificates anew for every connection, some 20 ms each."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            tls["ssl_context"] = self._tls
        return host, tls

    def build_response(self, req: Any, resp: Any) -> Response:
        """Hand on the bare answer: cookie jars and the rest of a `Response` cost a tenth of a request's time."""
        response = Response.__new__(Response)
        response.request, response.raw = req, resp
        return response

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the connection alone: its TLS context knows the certificates already."""
