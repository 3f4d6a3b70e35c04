"""Which archive a command means when the user does not name one."""

from pathlib import Path

from migrator.errors import UsageError

ROOT = Path("output")


def chosen_archive(named: Path | None, root: Path = ROOT) -> Path:
    """Give the archive that was named, else the only one below `root`; UsageError when that is none or several."""
    if named is not None:
        return named
    held = sorted(database.parent for database in root.glob("*/archive.db"))
    if not held:
        raise UsageError(f"There is no archive in {root}/.", hint="Make one first: migrate crawl URL")
    if len(held) > 1:
        names = ", ".join(str(folder) for folder in held)
        raise UsageError(f"There are several archives in {root}/.", hint=f"Name one of them: {names}")
    return held[0]
