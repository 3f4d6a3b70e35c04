"""Posting JSON to an address that the user configured himself: a webhook."""

import requests

from migrator.model.errors import FetchFailed

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
