"""The theme families: each module in this folder, and each entry point `migrator.theme_families` of another package.

A module, or the object that an entry point names, has one `FAMILY`. They are tried by `precedence`, then by name; the
family `designer` takes what no other recognises. What families share is in the folder `common`.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points

from migrator.model.errors import ConfigError
from migrator.pages.families.common.base import Family, Signs

ENTRY_POINTS = "migrator.theme_families"
"""The group under which other packages name their families, as `name = "package.module:FAMILY"`."""
_LAST = "designer"


def _own() -> Iterator[Family]:
    for module in pkgutil.iter_modules(__path__):
        if module.name != "common":
            yield importlib.import_module(f"{__name__}.{module.name}").FAMILY


def _of_other_packages() -> Iterator[Family]:
    """Yield what other packages bring; ConfigError names the one that can't be loaded, or that is no family."""
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            family = entry.load()
        except Exception as error:
            raise _unusable(entry.name, entry.value, f"{type(error).__name__}: {error}") from error
        if not isinstance(family, Family):
            raise _unusable(entry.name, entry.value, "it is no Family")
        yield family


def _unusable(name: str, value: str, why: str) -> ConfigError:
    hint = "Mend or uninstall the package that brings it."
    return ConfigError(f"The theme family {name!r} ({value}) can't be used: {why}.", hint=hint)


FAMILIES: tuple[Family, ...] = tuple(
    sorted((*_own(), *_of_other_packages()), key=lambda family: (family.precedence, family.name))
)
_ELSE = next(family for family in FAMILIES if family.name == _LAST)


def family_of(signs: Signs) -> Family:
    """Return the first family that recognises a page."""
    return next((family for family in FAMILIES if family.matches(signs)), _ELSE)
