"""The text that lies beside every export: what it is, and what to do with it."""

from migrator.export.losses import NAME as LOSSES
from migrator.model.ports import Exporter, OutputFile

READMES = ("README.md", "README.txt", "_README.md")
"""Where a format may have put one of its own; Jekyll takes up every file that does not begin with a `_`."""


def readme(exporter: Exporter, *, served: bool) -> OutputFile:
    """Return `README.txt`; `served`: the folder goes onto a web server as it is, so that other files lie next to it."""
    title = f"{exporter.summary[:1].upper()}{exporter.summary[1:]}"
    where = f"The file NAME.{LOSSES} next to this folder" if served else LOSSES
    steps = exporter.steps.strip()
    text = f"{title}\n{'=' * len(title)}\n\n{steps}\n\n{where} lists what of this blog the form has no place for.\n"
    return OutputFile(path="README.txt", content=text.encode())
