"""What may ask, and what the browser may do with an answer.

The archive is for whoever sits at this machine. Web pages open in the same browser can send requests to loopback, too;
one whose own name was bound to 127.0.0.1 (DNS rebinding) could even read the answers, but its name is in `Host` then.
"""

from collections.abc import Mapping

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
