"""What reading an export back has shown."""

from dataclasses import dataclass, field

from migrator.model.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCheck:
    """The result of comparing an export with the archive.

    `compared` counts what was compared, by what it is (`posts`, `texts`, `links` …); `differing` names every difference
    with the post's URL; `remarks` what differs and was told by the export itself (`losses.json`); `asked` is what the
    export was asked for, as it noted it itself.
    """

    format: str
    place: str
    compared: dict[str, int] = field(default_factory=dict)
    differing: tuple[Notice, ...] = ()
    remarks: tuple[Notice, ...] = ()
    asked: dict[str, object] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 the export holds what the archive holds, 3 something named differs."""
        return 3 if self.differing else 0
