"""Which formats there are, by the names of their modules, without importing one before it is asked for.

A module or package of `migrator.formats` or of `migrator.formats.sites` is a format: its name is the name of the
format, and its one class `…Exporter` writes it. Adding a format is adding that file. What formats share is in the
folders `common`.
"""

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable

from migrator.model.errors import UsageError
from migrator.model.ports import Exporter

_FOLDERS = ("migrator.formats", "migrator.formats.sites")
_NO_FORMATS = {"common", "registry", "sites"}
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
    """Return the names of all export formats, sorted."""
    return tuple(modules())


def exporter(name: str) -> Exporter:
    """Return the exporter of one format; UsageError for a name that is none, and a failing import is raised."""
    known, name = modules(), ALIASES.get(name, name)
    if name not in known:
        raise UsageError(f"There is no export format {name!r}.", hint=f"The formats are: {', '.join(known)}.")
    module = importlib.import_module(known[name])
    defined = [
        key
        for key, value in vars(module).items()
        if key.endswith("Exporter") and inspect.isclass(value) and value.__module__ == module.__name__
    ]
    if len(defined) != 1:
        raise TypeError(f"{module.__name__} must define exactly one class …Exporter, not {len(defined)}")
    make: Callable[[], Exporter] = getattr(module, defined[0])
    return make()
