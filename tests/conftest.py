"""Every test runs on loopback alone, in an environment without proxies, colours or a clock of its own."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from fixtures.blogger import StandIn

_LOOSE = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "SSL_CERT_FILE",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "SOURCE_DATE_EPOCH",
)

# How long an example takes says more of the machine than of the code; bench/ measures.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

FROZEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the shell that runs the tests may have set."""
    for name in _LOOSE:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class FrozenClock:
    """A clock that stands still until it is told to go on: call it for the time, as the code under test does."""

    def __init__(self) -> None:
        self.now = FROZEN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> FrozenClock:
    """Give a clock that stands still at `FROZEN`."""
    return FrozenClock()


@pytest.fixture(scope="session")
def standin() -> Iterator[StandIn]:
    """Serve every sample blog for the whole session; tests that change a blog start a `StandIn` of their own."""
    with StandIn("all") as running:
        yield running


@pytest.fixture
def through_standin(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Send this test's requests through the stand-in, as the user's environment would."""
    for name, value in standin.env.items():
        monkeypatch.setenv(name, value)
    return standin


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """A shell that runs the tests in the background lets them, and what they start, ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
