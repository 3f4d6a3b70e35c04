"""One attempt that came to nothing: why, and whether trying again can help."""

from collections.abc import Iterator

from migrator.errors import FetchFailed


class Fault(Exception):
    """A failed attempt; `reason` as in `errors.FetchFailed`, `heals` whether another attempt may succeed.

    `connecting` is true where no request reached the server; `retry_after` is what the server asked us to wait, in
    seconds.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        heals: bool = False,
        connecting: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.heals = heals
        self.connecting = connecting
        self.status = status
        self.retry_after = retry_after

    def failure(self, url: str) -> FetchFailed:
        """Give the error for the rest of the program."""
        return FetchFailed(f"{url} could not be fetched: {self.detail}.", reason=self.reason, status=self.status)


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
