import io

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from migrator.cli.progress import LiveProgress, PlainProgress
from migrator.model.notices import Notice
from migrator.net.settings import NetEvent, NetEventKind


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(clock: Clock) -> PlainProgress:
    return PlainProgress(clock=clock, pause=10)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_a_phase_is_one_line(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.phase("Reading the blog")

    assert "Reading the blog\n" == told(capsys)


def test_steps_within_the_pause_are_not_told(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.step(1, 9, "https://example.blogspot.com/")

    assert "" == told(capsys)


def test_a_step_after_the_pause_is_told(progress: PlainProgress, clock: Clock, capsys: pytest.CaptureFixture[str]):
    clock.now = 10
    progress.step(4, 9, "https://example.blogspot.com/")

    assert "  4 of 9  https://example.blogspot.com/\n" == told(capsys)


def test_the_last_count_of_a_phase_is_told_at_its_end(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.step(9, 9, "https://example.blogspot.com/")
    progress.phase("Fetching pictures")

    assert "  9 of 9\nFetching pictures\n" == told(capsys)


def test_a_loss_is_told_when_it_happens(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.notice(Notice(code="media-missing", url="https://example.com/a.jpg", detail="HTTP 404"))

    assert "  media-missing: https://example.com/a.jpg HTTP 404\n" == told(capsys)


def test_what_is_only_worth_knowing_waits_for_the_end(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.notice(Notice(code="feed-cut", url="https://example.com/"))

    assert "" == told(capsys)


def test_many_losses_do_not_flood_the_log(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    for number in range(50):
        progress.notice(Notice(code="media-missing", url=f"https://example.com/{number}.jpg"))

    assert 11 == len(told(capsys).splitlines())


def test_a_long_wait_says_why(progress: PlainProgress, capsys: pytest.CaptureFixture[str]):
    progress.waiting(NetEvent(kind=NetEventKind.WAITING, url="https://example.com/", seconds=60, reason="HTTP 429"))

    assert "  waiting 60 s: HTTP 429 https://example.com/\n" == told(capsys)


def test_the_live_bar_prints_brackets_of_a_title_as_they_are():
    shown = io.StringIO()
    with Bars("{task.description}", console=Console(file=shown, width=80)) as bars:
        live = LiveProgress(bars)
        live.phase("Reading [red]the blog")
        live.notice(Notice(code="post-missing", url="https://example.com/", detail="[bold] it is gone"))

    assert "post-missing: https://example.com/ [bold] it is gone" in shown.getvalue()
    assert "Reading [red]the blog" in shown.getvalue()
