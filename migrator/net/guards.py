"""Where a request may go: only http and https, and never into a private network that the user did not name.

A name that passes here is looked at again when it is resolved, address by address: see `connections`.
"""

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from migrator.net.settings import Fault

_MAX_URL = 8_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")
# Deprecated IPv4-compatible addresses (RFC 4291 section 2.5.5.1), which some systems still connect to.
_V4_COMPATIBLE = IPv6Network("::/96")
_LOCAL_NAMES = re.compile(
    r"(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|in-addr\.arpa|onion)$"
)
# All that inet_aton takes: one to four parts, each decimal, octal or hexadecimal.
_HOST = re.compile(r"^(?:[a-z0-9._%-]+|[0-9a-f:.]+(?:%[a-z0-9._~-]+)?)$", re.IGNORECASE)
_INET_ATON = re.compile(r"^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}$")


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a gateway would send this one to."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, looking into addresses that carry another one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.is_site_local or parsed in _NAT64_LOCAL:
            return False
        if inner := _embedded(parsed):
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def is_numeric(host: str) -> bool:
    """Whether a host is an IP address in any spelling that some system would take: decimal, hex, short, IPv6."""
    host = plain_host(host)
    return ":" in host or bool(_INET_ATON.match(host))


def is_local_name(host: str) -> bool:
    """Whether a name only means something in a private network: one label, or an ending that is never public."""
    host = plain_host(host)
    return not host or ("." not in host and ":" not in host) or bool(_LOCAL_NAMES.search(host))


def plain_host(host: str) -> str:
    """Give a host as resolvers see it: unescaped, full-width characters folded, lower case, no brackets, no end dot."""
    folded = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".")
    return folded.lower().strip("[]").rstrip(".")


def checked(url: str) -> SplitResult:
    """Split a URL that may be asked for; raise `Fault` for any other.

    Left out are credentials, the fragment and a default port; the host is in ASCII.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Fault("bad-url", f"the address is malformed ({error})") from None
    if parts.scheme not in {"http", "https"}:
        raise Fault("forbidden-address", f"only http and https are asked for, not {parts.scheme or 'nothing'}:")
    if not host or len(url) > _MAX_URL:
        raise Fault("bad-url", "the address is too long" if host else "the address names no host")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Fault("bad-url", "the address holds no valid host name") from None
    location = f"[{host}]" if ":" in host else host
    netloc = location if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{location}:{port}"
    return SplitResult(parts.scheme, netloc, parts.path or "/", parts.query, "")


def wire_url(parts: SplitResult) -> str:
    """Spell a URL as it goes over the wire: ASCII, escapes kept as they are."""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def named_by_user(text: str) -> frozenset[str]:
    """Return what a blog's address, as a person typed it, opens: that host at that port, and nothing beside it.

    A blog on this machine does not open the other services of this machine.
    """
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = plain_host(parts.hostname or ""), parts.port
    except ValueError:
        return frozenset()
    ports = (port,) if port else tuple(_DEFAULT_PORTS.values())
    return frozenset(f"{host}:{number}" for number in ports) if host else frozenset()


def is_named(host: str, port: int, allowed: frozenset[str]) -> bool:
    """Whether the user named a host: at any port (`blog.lan`), or at this one (`blog.lan:8080`)."""
    plain = plain_host(host)
    return plain in allowed or f"{plain}:{port}" in allowed


def check_name(host: str, port: int, *, proxied: bool, allowed: frozenset[str]) -> None:
    """Raise `Fault` for a host that must not even be looked up.

    Behind a proxy the proxy does the looking up, so that no address is ever seen here: every numeric host is refused.
    """
    if is_named(host, port, allowed):
        return
    if not _HOST.match(host):
        raise Fault("bad-url", f"{host} is no host name")
    if is_numeric(host):
        if proxied:
            raise Fault("forbidden-address", f"{host} is a bare address, which is not asked for through a proxy")
    elif is_local_name(host):
        raise Fault("forbidden-address", f"{host} is a name of a private network")


def check_address(host: str, port: int, address: str, *, allowed: frozenset[str]) -> None:
    """Raise `Fault` if the address that a host resolved to is not public, unless the user named the host."""
    if not is_named(host, port, allowed) and not is_public(address):
        raise Fault("forbidden-address", f"{host} leads to {address}, which is not on the public internet")


def port_of(parts: SplitResult) -> int:
    """Return the port that a checked URL is asked at."""
    return parts.port or _DEFAULT_PORTS[parts.scheme]


def resolve(host: str, port: int) -> list[tuple[int, tuple[str, int] | tuple[str, int, int, int]]]:
    """Look a host up: (address family, socket address) in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, (str(address[0]), *address[1:])) for family, _, _, _, address in found]
