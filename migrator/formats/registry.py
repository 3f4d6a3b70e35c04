"""Which formats there are, by the names of their modules, without importing one before it is asked for.

A module or package of `migrator.formats` or of `migrator.formats.sites` is a format: its name is the name of the
format, and its one class `…Exporter` writes it and reads it back. Adding a format is adding that file. What formats
share is in the folders `common`. Another package adds one by an entry point of the group `migrator.formats`, whose name
is that of the format and whose object is such a class.
"""

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points

from migrator.formats.common.format import Format
from migrator.formats.common.place import ExportFolder
from migrator.model.errors import ConfigError, UnreadableInput, UsageError

_FOLDERS = ("migrator.formats", "migrator.formats.sites")
_NO_FORMATS = {"common", "registry", "sites"}
ENTRY_POINTS = "migrator.formats"
"""The group under which other packages name their formats, as `name = "package.module:Class"`."""
ALIASES = {"wordpress": "wxr"}
"""Other names by which a format may be asked for."""


def modules() -> dict[str, str]:
    """Return the module of each format by the format's name, in the order of the names; none of them is imported."""
    found = {name: f"{folder}.{name}" for folder in _FOLDERS for name in _modules_in(folder) if name not in _NO_FORMATS}
    return dict(sorted(found.items()))


def _modules_in(package: str) -> list[str]:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(package)
    return [module.name for module in pkgutil.iter_modules(spec.submodule_search_locations)]


def exporter_names() -> tuple[str, ...]:
    """Return the names of all export formats, those of other packages too, sorted."""
    return tuple(sorted({*modules(), *_of_other_packages()}))


def _of_other_packages() -> dict[str, EntryPoint]:
    own = modules()
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS) if entry.name not in own}


def exporter(name: str) -> Format:
    """Return the exporter of one format; UsageError for a name that is none, and a failing import is raised."""
    known, name = modules(), ALIASES.get(name, name)
    if (entry := _of_other_packages().get(name)) is not None:
        return _loaded(entry)
    if name not in known:
        names = ", ".join(exporter_names())
        raise UsageError(f"There is no export format {name!r}.", hint=f"The formats are: {names}.")
    module = importlib.import_module(known[name])
    defined = [
        key
        for key, value in vars(module).items()
        if key.endswith("Exporter") and inspect.isclass(value) and value.__module__ == module.__name__
    ]
    if len(defined) != 1:
        raise TypeError(f"{module.__name__} must define exactly one class …Exporter, not {len(defined)}")
    make: Callable[[], Format] = getattr(module, defined[0])
    return make()


def _loaded(entry: EntryPoint) -> Format:
    """Return the format of another package; ConfigError where it can't be used."""
    try:
        found: Format = entry.load()()
        lacking = [name for name in ("name", "summary", "cannot_hold", "export", "posts") if not hasattr(found, name)]
    except Exception as error:
        raise _unusable(entry, f"{type(error).__name__}: {error}") from error
    if lacking or found.name != entry.name:
        raise _unusable(entry, f"it has no {lacking[0]}" if lacking else f"it calls itself {found.name!r}")
    return found


def _unusable(entry: EntryPoint, why: str) -> ConfigError:
    hint = "Mend or uninstall the package that brings it."
    return ConfigError(f"The export format {entry.name!r} ({entry.value}) can't be used: {why}.", hint=hint)


def format_of(folder: ExportFolder) -> Format:
    """Return the format of an export, by what it says of itself, else by its files; else UnreadableInput."""
    said = folder.losses.get("format")
    if isinstance(said, str) and said in exporter_names():
        return exporter(said)
    for name in exporter_names():
        found = exporter(name)
        if found.sign and folder.has(found.sign):
            return found
    raise UnreadableInput(
        f"{folder.folder} holds no export of this program.", hint="Name the folder that `migrate export` wrote."
    )
