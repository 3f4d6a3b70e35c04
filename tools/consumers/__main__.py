# Run by `make consumers` and `.ci/run` (stage "consumers").
"""Installs the consumers, lets each take every blog, prints one table."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import time
from pathlib import Path

from tools.consumers import targets
from tools.consumers.blogs import BLOGS, made
from tools.consumers.results import COLUMNS, Consumer, ConsumerFailed, NotInstalled, Result


def consumers() -> dict[str, Consumer]:
    """Find the consumers by the names of their modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(targets.__path__))
    return {name: importlib.import_module(f"{targets.__name__}.{name}").CONSUMER for name in names}


def default_cache() -> Path:
    """Return where what is installed stays between runs: outside the repository."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "blog-migrator-consumers"


def checked(consumer: Consumer, blogs: dict[str, Path], cache: Path, only_problems: int) -> dict[str, Result | str]:
    """Let one consumer take every blog; a text in place of a result says why there is none."""
    try:
        version = consumer.install(cache)
    except NotInstalled as error:
        return dict.fromkeys(blogs, f"could not be installed: {error}")
    print(f"== {consumer.name}: {version}", flush=True)
    results: dict[str, Result | str] = {}
    for name, archive in blogs.items():
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"{consumer.name}-") as work:
            try:
                result = results[name] = consumer.check(archive, cache, Path(work))
            except ConsumerFailed as error:
                results[name] = f"failed: {error}"
                continue
        result.seconds = time.monotonic() - start
        for problem in result.problems[:only_problems]:
            print(f"   {name}: {problem}", flush=True)
    return results


def row(name: str, blog: str, result: Result | str) -> str:
    """Return a line of the table."""
    if isinstance(result, str):
        return f"{name:10} {blog:10} {result}"
    cells = (f"{result.held.get(column, 0)}/{result.expected.get(column, 0)}" for column in COLUMNS)
    return f"{name:10} {blog:10} " + " ".join(f"{cell:>11}" for cell in cells) + f" {result.seconds:6.1f} s"


def main() -> int:
    """Run what is asked for; 0 only if everything is held everywhere."""
    found = consumers()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*found, []], help="consumers; all by default")
    parser.add_argument("--blogs", default=",".join(BLOGS))
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--problems", type=int, default=15, help="so many of each blog are named")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    cache: Path = given.cache
    cache.mkdir(parents=True, exist_ok=True)
    with made(given.blogs.split(",")) as blogs:
        table = {name: checked(found[name], blogs, cache, given.problems) for name in given.names or found}
    print(f"\n{'':10} {'':10} " + " ".join(f"{column:>11}" for column in COLUMNS))
    good = True
    for name, results in table.items():
        for blog, result in results.items():
            print(row(name, blog, result))
            good = good and isinstance(result, Result) and result.whole
    if given.json:
        print(
            json.dumps(
                {name: {blog: str(result) for blog, result in results.items()} for name, results in table.items()}
            )
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
