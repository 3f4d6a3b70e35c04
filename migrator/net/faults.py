"""One attempt that came to nothing: why, and whether trying again can help."""

from collections.abc import Iterator

from migrator.model.errors import FetchFailed

_HINTS = {
    "budget": "Raise --max-requests, or run the same command again: it goes on where it was.",
    "forbidden-address": "Only the public internet is asked. A blog in a private network must be named itself.",
    "tls": "If your network has its own certificates, name their file in REQUESTS_CA_BUNDLE.",
    "status": "The server can't or won't answer now. Run the same command again later: it goes on where it was.",
}


class Fault(Exception):
    """A failed attempt; `reason` as in `errors.FetchFailed`, `heals` whether another attempt may succeed.

    `at_most` bounds the retries where each costs much time; `reached` is false where no request reached the server;
    `retry_after` is what the server asked us to wait, in seconds.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        heals: bool = False,
        at_most: int | None = None,
        reached: bool = True,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        # Servers write into this; nothing of it may steer a terminal.
        self.detail = "".join(char if char.isprintable() else "\ufffd" for char in detail)
        self.heals = heals
        self.at_most = at_most
        self.reached = reached
        self.status = status
        self.retry_after = retry_after

    def failure(self, url: str) -> FetchFailed:
        """Return the error for the rest of the program."""
        shown = "".join(char for char in url if char.isprintable())
        return FetchFailed(
            f"{shown} could not be fetched: {self.detail}.",
            reason=self.reason,
            status=self.status,
            hint=_HINTS.get(self.reason),
        )


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk down to what really happened: requests and urllib3 wrap it several times, each in its own way."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        inner = [found.__cause__, found.__context__, getattr(found, "reason", None), *found.args]
        waiting.extend(item for item in inner if isinstance(item, BaseException))
