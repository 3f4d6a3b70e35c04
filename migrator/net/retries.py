"""When to try again, and how long to wait before. Pure."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from migrator.model.documents import RawPage
from migrator.net import redirects
from migrator.net.faults import Fault

# Answers of a server that is not well now; any other status is an answer to live with.
PASSING_STATUS = frozenset({429, 500, 502, 503, 504})
# Signs of a server that has too much to do, so that we slow down.
OVERLOAD_STATUS = frozenset({429, 503})
_BASE = 1.0
_CAP = 60.0


def _when(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def retry_after(page: RawPage, now: datetime) -> float | None:
    """Return the seconds that a server asks us to wait, from either form of Retry-After; None if it does not ask.

    A date is measured from the server's own Date: its clock may be wrong (RFC 9110 section 10.2.3).
    """
    text = page.header("retry-after").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    until = _when(text) if text else None
    if until is None:
        return None
    return max(0.0, (until - (_when(page.header("date")) or now)).total_seconds())


def status_fault(page: RawPage, now: datetime) -> Fault | None:
    """Return the fault of an answer whose status may pass, else None."""
    if redirects.is_refusal(page):
        return Fault("status", "the server takes us for a robot gone wild", heals=True, status=429)
    if page.status not in PASSING_STATUS:
        return None
    said = f"the server answered {page.status} {page.reason}".rstrip()
    # The other statuses are as often a lasting defect of one document, or of a proxy, as a passing one.
    at_most = None if page.status in OVERLOAD_STATUS else 3
    return Fault("status", said, heals=True, at_most=at_most, status=page.status, retry_after=retry_after(page, now))


def may_retry(fault: Fault, failed: int, retries: int, *, host_reached: bool) -> bool:
    """Whether to try again after so many failed attempts.

    A host that never answered is soon given up. One that did and can't be reached any more gets all patience, whatever
    the resolver says: our own connection may be down, which some systems report as an unknown name.
    """
    if not fault.reached and fault.reason != "tls" and host_reached:
        return failed <= retries
    return fault.heals and failed <= (retries if fault.at_most is None else min(retries, fault.at_most))


def backoff(failed: int, uniform: Callable[[float, float], float]) -> float:
    """Return the seconds to wait after so many failures: exponential with full jitter, at most a minute."""
    return uniform(0.0, min(_CAP, _BASE * 2.0 ** min(failed - 1, 16)))
