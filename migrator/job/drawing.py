"""The report page of an archive, drawn anew after each run of the job."""

from datetime import datetime
from pathlib import Path

from migrator.check import VerifyReport, verify_archive
from migrator.report import write_report
from migrator.store import Archive


def draw(folder: Path, proof: VerifyReport | None, *, made: datetime) -> Path:
    """Write `report.html` into the archive's folder; without a proof it says that no file was compared."""
    with Archive.open_existing(folder, write=False) as archive:
        found = proof or verify_archive(archive, integrity=False)
        _, path = write_report(archive, found, made=made, integrity=proof is not None)
    return path
