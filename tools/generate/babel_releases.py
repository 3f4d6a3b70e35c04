"""Babel's releases, each with the CLDR of its day: what an older edition of CLDR named, Blogger printed.

Only their data is used, read by the Babel that is installed: the oldest do not run on a Python of today.
"""

import os
import pickle
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel import core, localedata

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "blog-migrator-babel"
"""Where what is fetched stays between runs: outside the repository."""

# The last of each series; the oldest that PyPI has stands first.
VERSIONS = (
    "0.9.6", "1.0", "1.1", "1.2", "1.3", "2.0", "2.1.1", "2.2.0", "2.3.4", "2.4.0", "2.5.3", "2.6.0", "2.7.0", "2.8.1",
    "2.9.1", "2.10.3", "2.11.0", "2.12.1", "2.13.1", "2.14.0", "2.15.0", "2.16.0", "2.17.0", "2.18.0", "2.19.0",
)  # fmt: skip


def data_of(version: str, cache: Path = CACHE) -> Path:
    """Return the folder of a release's data: `global.dat`, a file a locale; fetched with pip if it is not there."""
    place = cache / version
    if not (place / "global.dat").exists():
        files = cache / "files" / version
        if not files.exists():
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(files)]
            subprocess.run([*pip, f"babel=={version}"], check=True)  # noqa: S603 - constants
        place.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(_members(next(files.iterdir()))):
            (place / name).write_bytes(_modern(content))
    return place


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of the data in a wheel or a source distribution."""
    if package.name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(package) as archive:
            yield from ((Path(name).name, archive.read(name)) for name in archive.namelist() if name.endswith(".dat"))
        return
    with tarfile.open(package) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".dat") else None
            if content is not None:
                yield Path(member.name).name, content.read()


def _modern(content: bytes) -> bytes:
    """Return data in the shape of today: up to 1.3 there was one pair of words for the halves of the day."""
    data = pickle.loads(content, encoding="latin-1")  # noqa: S301 - a release of Babel's own; the oldest by Python 2
    halves = data.pop("periods", None)
    if halves is not None:
        data["day_periods"] = {
            context: {"wide": halves, "abbreviated": halves} for context in ("format", "stand-alone")
        }
    if "months" in data:
        data.setdefault("datetime_skeletons", {})
    return pickle.dumps(data)


@contextmanager
def using(version: str, cache: Path = CACHE) -> Iterator[None]:
    """Let Babel speak from a release's data while this is open."""
    place = data_of(version, cache)
    before = localedata._dirname, core._global_data
    core.get_global("parent_exceptions")  # loads what the installed Babel has
    told = pickle.loads((place / "global.dat").read_bytes())  # noqa: S301 - a release of Babel's own
    shared = {**(core._global_data or {}), "parent_exceptions": told.get("parent_exceptions", {})}
    _speak_from(str(place), shared)
    try:
        yield
    finally:
        _speak_from(*before)


def _speak_from(folder: str, shared: object) -> None:
    localedata._dirname = folder
    core._global_data = shared  # type: ignore[assignment] # one table of an older release among the others
    localedata._cache.clear()
    localedata.locale_identifiers.cache_clear()
