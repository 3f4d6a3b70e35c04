"""Mail to a server on loopback."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from migrator.job.blog import BlogOutcome
from migrator.job.notify import tell
from migrator.job.settings import JobConfig, Smtp, Telling


class Mailbox:
    """Keeps what is delivered."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def job_with(port: int, tmp_path: Path) -> JobConfig:
    return JobConfig(
        path=tmp_path / "migrate.toml",
        archives=tmp_path,
        blogs=(),
        on_failure=Telling(mail=("you@example.org",)),
        smtp=Smtp(host="127.0.0.1", port=port, security="none", sender="job@example.org"),
    )


def test_a_failure_is_mailed_with_what_is_missing(mailbox: tuple[Mailbox, int], tmp_path: Path):
    box, port = mailbox
    outcome = BlogOutcome(url="https://one.blogspot.com/", exit_code=3, line="1 post", problems=("media-missing: é",))
    problems = tell(job_with(port, tmp_path), outcome)

    assert () == problems
    assert "https://one.blogspot.com/: exit code 3" == box.messages[0]["Subject"]
    assert "media-missing: é" in box.messages[0].get_payload(decode=True).decode()


def test_a_hostile_address_begins_no_header_of_its_own(mailbox: tuple[Mailbox, int], tmp_path: Path):
    box, port = mailbox
    tell(job_with(port, tmp_path), BlogOutcome(url="x\r\nBcc: all@example.org", exit_code=5, line=""))

    assert "Bcc" not in box.messages[0]


def test_a_mail_server_that_is_not_there_is_said(tmp_path: Path):
    problems = tell(job_with(9, tmp_path), BlogOutcome(url="https://one.blogspot.com/", exit_code=5, line=""))

    assert 1 == len(problems)
    assert "mail: 127.0.0.1" in problems[0]
