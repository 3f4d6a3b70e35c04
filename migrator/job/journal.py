"""Every run of the job, a JSON line for its beginning and one for its end: a run that was killed has no end."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from migrator.job.blog import BlogOutcome
from migrator.job.state import alone

_LONGEST = 4_000_000
"""Bytes of the file; beyond that its older half goes. A line takes some 300, so it holds about nine years of a blog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One run of the job for one blog; times are RFC 3339 in UTC, `ended` is empty if it was killed (or still works).

    `changes` counts what it found new or otherwise than before, `let_go` what retention took away, both by kind.
    """

    url: str
    began: str
    ended: str = ""
    exit_code: int | None = None
    line: str = ""
    spared: bool = False
    changes: Mapping[str, int]
    let_go: Mapping[str, int]
    notes: tuple[str, ...] = ()


class Journal:
    """The file; several jobs may write it."""

    def __init__(self, path: Path, *, longest: int = _LONGEST) -> None:
        self._path = path
        self._longest = longest

    def begin(self, url: str, at: str) -> str:
        """Note that a run begins; give the name by which `end` knows it."""
        name = uuid4().hex[:12]
        self._append({"run": name, "url": url, "began": at})
        return name

    def end(self, name: str, outcome: BlogOutcome, at: str) -> None:
        """Note what a run came to."""
        gone = outcome.let_go
        counted = {"revisions": gone.revisions, "captures": gone.captures, "bytes": gone.bytes}
        self._append(
            {
                "run": name,
                "url": outcome.url,
                "ended": at,
                "exit_code": outcome.exit_code,
                "line": outcome.line,
                "spared": outcome.spared,
                "changes": dict(outcome.changes),
                "let_go": {kind: many for kind, many in counted.items() if many},
                "notes": list(outcome.notes),
            }
        )

    def entries(self, url: str) -> list[JournalEntry]:
        """Return the runs of a blog, oldest first. Lines that are torn or foreign are passed over."""
        runs: dict[str, dict[str, object]] = {}
        for told in self._told():
            if told.get("url") == url:
                runs.setdefault(str(told["run"]), {}).update(told)
        return [entry for run in runs.values() if (entry := _entry(run)) is not None]

    def _told(self) -> Iterator[dict[str, object]]:
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict) and "run" in told:
                yield told

    def _append(self, told: Mapping[str, object]) -> None:
        line = json.dumps(told, ensure_ascii=True).encode() + b"\n"
        with alone(self._path):
            with self._path.open("a+b") as file:
                size = file.tell()
                if size:
                    file.seek(size - 1)
                    line = line if file.read(1) == b"\n" else b"\n" + line  # a killed run tore the last line
                file.write(line)
            if size > self._longest:
                self._halve()

    def _halve(self) -> None:
        lines = self._path.read_bytes().splitlines(keepends=True)
        fresh = self._path.with_name(f"{self._path.name}.new")
        fresh.write_bytes(b"".join(lines[len(lines) // 2 :]))
        fresh.replace(self._path)


def _entry(run: Mapping[str, object]) -> JournalEntry | None:
    began, code, notes = run.get("began"), run.get("exit_code"), run.get("notes")
    if not isinstance(began, str):
        return None
    return JournalEntry(
        url=str(run["url"]),
        began=began,
        ended=str(run.get("ended", "")),
        exit_code=code if isinstance(code, int) else None,
        line=str(run.get("line", "")),
        spared=run.get("spared") is True,
        changes=_counts(run.get("changes")),
        let_go=_counts(run.get("let_go")),
        notes=tuple(str(note) for note in notes) if isinstance(notes, list) else (),
    )


def _counts(told: object) -> dict[str, int]:
    if not isinstance(told, dict):
        return {}
    return {str(kind): many for kind, many in told.items() if isinstance(many, int)}
