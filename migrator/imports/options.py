"""What an import is asked to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """One import. `output` None means `root/<host>/`, or the archive under `root` that holds the same blog already.

    `home` is where the blog lives, for inputs that do not say; empty if the user says nothing.
    """

    paths: tuple[Path, ...]
    output: Path | None = None
    root: Path = Path("output")
    home: str = ""
    dry_run: bool = False
