"""Which formats there are, by the names of their modules, without importing one before it is asked for.

A module of `migrator.exporters` whose name does not begin with an underscore is a format: the name of the module is the
name of the format, and its one class `…Exporter` writes it. Adding a format is adding that file.
"""

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable

from migrator.errors import UsageError
from migrator.protocols import Exporter

EXPORTERS = "migrator.exporters"


def module_names(package: str) -> tuple[str, ...]:
    """Give the names of a package's public modules, sorted; none of them is imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(package)
    found = pkgutil.iter_modules(spec.submodule_search_locations)
    return tuple(sorted(module.name for module in found if not module.name.startswith("_")))


def exporter_names() -> tuple[str, ...]:
    """Give the names of all export formats."""
    return module_names(EXPORTERS)


def exporter(name: str) -> Exporter:
    """Import one format and give its exporter; UsageError for a name that is none, and a failing import is raised."""
    if name not in exporter_names():
        known = ", ".join(exporter_names())
        raise UsageError(f"There is no export format {name!r}.", hint=f"The formats are: {known}.")
    module = importlib.import_module(f"{EXPORTERS}.{name}")
    defined = [
        key
        for key, value in vars(module).items()
        if key.endswith("Exporter") and inspect.isclass(value) and value.__module__ == module.__name__
    ]
    if len(defined) != 1:
        raise TypeError(f"{module.__name__} must define exactly one class …Exporter, not {len(defined)}")
    make: Callable[[], Exporter] = getattr(module, defined[0])
    return make()
