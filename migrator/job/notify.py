"""Telling people and programs what a run came to: a command, a webhook, a mail."""

import json
import os
import smtplib
import ssl
import subprocess
from dataclasses import asdict
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from migrator import __version__
from migrator.job.blog import BlogOutcome
from migrator.job.settings import JobConfig, Smtp, Telling
from migrator.model.errors import FetchFailed
from migrator.net.settings import user_agent
from migrator.net.transport import post_json

_SECONDS = 60
_NAMED = 200


def payload_of(outcome: BlogOutcome, event: str) -> dict[str, object]:
    """Return what a webhook and a command get to know: JSON values only."""
    told = asdict(outcome)
    told["archive"] = str(outcome.archive) if outcome.archive else None
    told["changed"] = outcome.changed
    told["changes"] = dict(outcome.changes)
    lists = {name: list(getattr(outcome, name)) for name in ("problems", "notes", "exports")}
    return {"event": event, **told, **lists}


def events_of(outcome: BlogOutcome, *, again: bool) -> tuple[str, ...]:
    """Name what happened: `change` where the blog showed something new, `failure` for every exit code but 0.

    What is missing is told once, not every day (`again`: the run before lacked just the same).
    """
    if outcome.spared:
        return ()
    failed = outcome.exit_code != 0 and not (again and outcome.exit_code == 3)
    return (*(("change",) if outcome.changed else ()), *(("failure",) if failed else ()))


def tell(config: JobConfig, outcome: BlogOutcome, *, again: bool = False, seconds: float = _SECONDS) -> tuple[str, ...]:
    """Tell whoever is to be told of an outcome; give what of the telling failed, one line each.

    Whoever does not answer is waited for `seconds`.
    """
    problems: list[str] = []
    for event in events_of(outcome, again=again):
        telling = config.on_change if event == "change" else config.on_failure
        problems += _Teller(config, seconds).tell(telling, outcome, event)
    return tuple(problems)


class _Teller:
    def __init__(self, config: JobConfig, seconds: float) -> None:
        self._folder = config.path.parent
        self._smtp = config.smtp
        self._seconds = seconds

    def tell(self, telling: Telling, outcome: BlogOutcome, event: str) -> list[str]:
        problems: list[str] = []
        payload = payload_of(outcome, event)
        if telling.command:
            problems += self._run(telling.command, payload)
        if telling.webhook:
            try:
                post_json(telling.webhook, payload, agent=user_agent(__version__), seconds=self._seconds)
            except FetchFailed as failure:
                problems.append(f"webhook: {failure.message}")
        if telling.mail and self._smtp is not None:
            problems += self._mail(self._smtp, telling.mail, outcome, event)
        return problems

    def _run(self, command: tuple[str, ...], payload: dict[str, object]) -> list[str]:
        """Run the user's command in the configuration's folder, the outcome as JSON on its standard input; no shell."""
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, from his own file
                command,
                input=json.dumps(payload),
                cwd=self._folder,
                text=True,
                errors="replace",
                capture_output=True,
                timeout=self._seconds,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            return [f"command {command[0]}: {error}"]
        said = " ".join(done.stderr.split())[:_NAMED]
        return [f"command {command[0]}: exit code {done.returncode} {said}".rstrip()] if done.returncode else []

    def _mail(self, smtp: Smtp, addresses: tuple[str, ...], outcome: BlogOutcome, event: str) -> list[str]:
        try:
            message = _message(smtp, addresses, outcome, event)
            with self._connected(smtp) as server:
                if smtp.user:
                    server.login(smtp.user, os.environ.get(smtp.password_env, ""))
                server.send_message(message)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return [f"mail: {smtp.host}: {error}"]
        return []

    def _connected(self, smtp: Smtp) -> smtplib.SMTP:
        if smtp.security == "tls":
            return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=self._seconds, context=ssl.create_default_context())
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=self._seconds)
        if smtp.security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server


def _message(smtp: Smtp, addresses: tuple[str, ...], outcome: BlogOutcome, event: str) -> EmailMessage:
    message = EmailMessage()
    what = "something new" if event == "change" else f"exit code {outcome.exit_code}"
    # A header is one line: the line breaks of a hostile title must not begin another header.
    message["Subject"] = " ".join(f"{outcome.url}: {what}".split())[:_NAMED]
    message["From"] = smtp.sender or addresses[0]
    message["To"] = ", ".join(addresses)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain="blog-migrator.invalid")
    named = outcome.problems[:_NAMED]
    more = [f"… and {len(outcome.problems) - _NAMED} more"] if len(outcome.problems) > _NAMED else []
    lines = [outcome.url, outcome.line, *outcome.notes, *(["", "Missing or failed:"] if named else []), *named, *more]
    message.set_content("\n".join(lines) + "\n")
    return message
