import random
from collections.abc import Callable, Iterator

import pytest
from loopback import FakeClock, LoopbackServer, serving

from migrator.net.client import Client
from migrator.net.settings import NetSettings, user_agent

ENVIRONMENT = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with serving() as started:
        yield started


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make_client(clock: FakeClock) -> Iterator[Callable[..., Client]]:
    """Make clients that may ask 127.0.0.1; settings as keywords, `with_` for the rest of the constructor."""
    made: list[Client] = []

    def make(*, with_: dict[str, object] | None = None, **settings: object) -> Client:
        values = {"user_agent": user_agent("9.9"), "allowed_private_hosts": frozenset({"127.0.0.1"})} | settings
        rest = {"clock": clock, "sleeper": clock.sleep, "rng": random.Random(1)} | (with_ or {})  # noqa: S311
        made.append(Client(NetSettings(**values), **rest))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()
