"""Puts the page where it is asked for, whole or not at all."""

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from migrator.check import VerifyReport
from migrator.model.errors import UsageError
from migrator.report.gather import survey_of
from migrator.report.page import rendered
from migrator.report.values import ArchiveSummary
from migrator.store import Archive

FILE = "report.html"
"""Where the page lies in the folder of an archive."""


def write_report(
    archive: Archive, proof: VerifyReport, *, made: datetime, integrity: bool = True, to: Path | None = None
) -> tuple[ArchiveSummary, Path]:
    """Write the page of an archive beside its database, or elsewhere; give what it tells, and where it is.

    Raises UsageError where it can't be written.
    """
    survey = survey_of(archive, proof, made=made, integrity=integrity)
    path = to or archive.path / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".html")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
                file.write(rendered(survey).encode("utf-8"))
            Path(name).chmod(0o666 & ~_mask())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path} can't be written: {reason}.", hint="Name another place with --output.") from error
    return survey, path


def _mask() -> int:
    """Return the user's mask for new files, which can be read only by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
