"""The files of a flavour that no post is in: templates, configuration. They lie as they are under `_templates/`.

`content/` goes into every export (what shows the comments), `alone/` into one without `--site` (what to do with it),
`site/` is the minimal working site. A name may end in `.in`, so that no tool takes the file for one of this program.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from migrator.protocols import OutputFile

_ROOT = files("migrator.exporters") / "_templates"
# Files in which `${name}` stands for a setting; templates may hold the same signs for their own generator.
_SETTINGS = (".toml", ".yml", "conf.py", "astro.config.mjs", "package.json")


def templates(flavour: str, settings: Mapping[str, str], *, site: bool) -> Iterator[OutputFile]:
    """Yield the files of a flavour, with or without the site."""
    for part in ("content", "site") if site else ("content", "alone"):
        yield from _files(_ROOT / flavour / part, "", settings)


def _files(folder: Traversable, path: str, settings: Mapping[str, str]) -> Iterator[OutputFile]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}{entry.name.removesuffix('.in')}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/", settings)
            continue
        text = entry.read_text(encoding="utf-8")
        if name.endswith(_SETTINGS):
            for key, value in settings.items():
                text = text.replace(f"${{{key}}}", value)
        yield OutputFile(path=name, content=text.encode("utf-8", "replace"))
