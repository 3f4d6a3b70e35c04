"""What a repair found, did, and left."""

from dataclasses import dataclass
from pathlib import Path

from migrator.check import VerifyReport
from migrator.store.repair.mend import Aside


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairReport:
    """The result of one repair, or with `dry_run` what it would do.

    `damaged` names what was found damaged; `asides` are the damaged originals; `lost` the URLs whose captured responses
    were lost; `asked` the documents that were (or would be) asked for again; `reread` how many captures were read again
    to make rows anew; `media` how many files more are held than before, `media_wanted` how many are (or were) to be
    asked for; `after` the verification at the end, None of a dry run.
    """

    archive: Path
    dry_run: bool
    damaged: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    lost: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    reread: int = 0
    media_wanted: int = 0
    media: int = 0
    requests: int = 0
    after: VerifyReport | None = None

    @property
    def exit_code(self) -> int:
        """What `verify` says afterwards; of a dry run 7 where something is damaged, 3 where something is missing."""
        if self.after is not None:
            return self.after.exit_code
        if self.damaged:
            return 7
        return 3 if self.asked or self.media_wanted else 0
