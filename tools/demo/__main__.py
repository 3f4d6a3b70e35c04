# Run by `make demo` and `.ci/run`.
"""Shows the whole way on a sample blog: crawl, verify, export. Nothing leaves this machine.

    python -m tools.demo

Starts the sample blogs of fixtures/blogger behind a proxy on loopback, runs the real `migrate` on one of them, and
prints what lies where.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOG = "https://carnet-de-veille.blogspot.com/"
ARCHIVE = Path("output/carnet-de-veille.blogspot.com")
FORMATS = ("markdown", "json", "wxr")
# 3: the sample has two pictures that its servers have lost, as real blogs have; the crawl says so and goes on.
EXPECTED = (0, 3)
_SHOWN = 6


@contextlib.contextmanager
def sample_blogs(folder: Path) -> Iterator[dict[str, str]]:
    """Start the sample blogs; give the environment in which `migrate` reaches them at their real addresses."""
    command = [sys.executable, "-m", "fixtures.blogger", "--port", "0", "--ca-out", str(folder / "ca.pem")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own module
        try:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise SystemExit("The sample blogs did not start.")
            started: dict[str, str] = json.loads(line)
            proxy = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), started["proxy"])
            no_exceptions = {"NO_PROXY": "", "no_proxy": ""}
            yield {**os.environ, **proxy, **no_exceptions, "REQUESTS_CA_BUNDLE": started["ca"]}
        finally:
            server.terminate()


def migrate(environment: dict[str, str], *arguments: str) -> int:
    """Run the command that a user would type, and show it."""
    print(f"\n$ migrate {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "migrator.cli", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - our own command
    if code not in EXPECTED:
        raise SystemExit(f"demo: this exited with {code}")
    return code


def listing(archive: Path) -> Iterator[str]:
    """Describe what lies in the archive: each part with its first few files."""
    yield f"{archive.relative_to(ROOT)}/"
    yield from _files("archive.db", [archive / "archive.db"], archive)
    for part in ("capture", "media", *(f"export/{name}" for name in FORMATS)):
        files = sorted(path for path in (archive / part).rglob("*") if path.is_file() and path.name[0] != ".")
        yield from _files(f"{part}/", files, archive / part)


def _files(title: str, files: list[Path], below: Path) -> Iterator[str]:
    size = sum(path.stat().st_size for path in files)
    yield f"  {title}  {len(files)} {'file' if len(files) == 1 else 'files'}, {size:,} bytes"
    if files[1:]:
        yield from (f"    {path.relative_to(below)}" for path in files[:_SHOWN])
    if len(files) > _SHOWN:
        yield "    …"


def main() -> None:
    """Run the demo."""
    with tempfile.TemporaryDirectory() as folder, sample_blogs(Path(folder)) as environment:
        code = migrate(environment, "crawl", BLOG)
        migrate(environment, "verify", str(ARCHIVE))
    # From here on without the blog: an export needs the archive alone.
    for name in FORMATS:
        migrate(dict(os.environ), "export", str(ARCHIVE), "--format", name)
    print("\nWhat lies where:")
    for line in listing(ROOT / ARCHIVE):
        print(line)
    posts = sorted((ROOT / ARCHIVE / "export" / "markdown").glob("[12]*/*/*/index.md"))
    if posts:
        print(f"\nOne post, {posts[-1].relative_to(ROOT)}:\n")
        print("\n".join(posts[-1].read_text(encoding="utf-8").splitlines()[:24]))
    if code == EXPECTED[1]:
        print("\nCrawl and verify exit with 3 here on purpose: two pictures of the sample are gone from their servers.")


if __name__ == "__main__":
    main()
