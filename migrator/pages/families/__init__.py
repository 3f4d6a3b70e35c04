"""The theme families, each in a file of its own, in the order in which they are tried; the last takes all the rest."""

from migrator.pages.families import classic, designer, dynamic, google, mobile, responsive
from migrator.pages.families.base import Family, Signs

FAMILIES: tuple[Family, ...] = (
    mobile.FAMILY,
    dynamic.FAMILY,
    google.FAMILY,
    responsive.FAMILY,
    classic.FAMILY,
    designer.FAMILY,
)


def family_of(signs: Signs) -> Family:
    """Return the first family that recognises a page."""
    return next((family for family in FAMILIES if family.matches(signs)), designer.FAMILY)
