"""What ships, and that each module runs on what it ships with."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = DECLARED["project"]
LOCKS = sorted([*(ROOT / "requirements").glob("*.txt"), *(ROOT / "tools/consumers/locks").glob("*.txt")])
ASKED = {
    "run": PROJECT["dependencies"],
    "lowest": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]],
    "s3": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["s3"]],
    "dev": [
        *PROJECT["dependencies"],
        *PROJECT["optional-dependencies"]["dev"],
        *DECLARED["build-system"]["requires"],
    ],
}
# Names of distributions whose modules are called otherwise.
MODULES = {
    "beautifulsoup4": "bs4",
    "Pillow": "PIL",
    "PyYAML": "yaml",
    "markdown-it-py": "markdown_it",
    "readability-lxml": "readability",
}
# Required from the start, used by what is still to come: docs/architecture.md, "Dependencies".
TO_COME = {"bs4"}


def required() -> set[str]:
    names = {requirement.split(">")[0].split("[")[0] for requirement in PROJECT["dependencies"]}
    return {MODULES.get(name, name) for name in names}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {module.partition(".")[0] for module in modules}


def test_the_program_imports_only_what_it_requires():
    allowed = required() | set(sys.stdlib_module_names) | {"migrator"}
    stray = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in sorted((ROOT / "migrator").rglob("*.py"))
        for module in imported(path) - allowed
    }

    assert set() == stray


def test_every_requirement_is_imported_somewhere():
    used = set().union(*(imported(path) for path in (ROOT / "migrator").rglob("*.py")))

    assert set() == required() - used - TO_COME


def test_every_requirement_has_its_reason_in_the_architecture():
    reasons = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("## Dependencies")[2]

    assert [] == [line for line in PROJECT["dependencies"] if f"`{line.split('>')[0]}`" not in reasons]


def pins(lock: Path) -> list[str]:
    """Give the requirements of a lock, one each, with what belongs to them on the lines below."""
    text = re.sub(r"(?m)^\s*(?:#|--(?!hash)).*\n", "", lock.read_text(encoding="utf-8"))
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def locked(lock: Path) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for pin in pins(lock):
        requirement = Requirement(pin.partition(" --hash")[0])
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_the_lock_names_a_release_within_every_range_that_is_declared(name: str):
    held = locked(ROOT / f"requirements/{name}.txt")
    asked = [Requirement(line) for line in ASKED[name]]
    stray = [
        str(requirement)
        for requirement in asked
        for pin in held.get(canonicalize_name(requirement.name), [None])
        if pin is None or not requirement.specifier.contains(next(iter(pin.specifier)).version)
    ]

    assert [] == stray


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_of_a_lock_is_one_exact_release_with_its_digests(lock: Path):
    assert [] == [pin for pin in pins(lock) if not re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", pin)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_address(lock: Path):
    assert "//" not in lock.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-c", f"import hatchling.build as b; print(b.build_wheel({str(folder)!r}))"]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl"))).namelist()


def test_the_wheel_holds_the_package_and_nothing_else(wheel: list[str]):
    assert {"migrator"} == {name.partition("/")[0] for name in wheel if ".dist-info/" not in name}


def test_the_wheel_holds_every_file_of_the_package(wheel: list[str]):
    files = {path for path in (ROOT / "migrator").rglob("*") if path.is_file() and "__pycache__" not in path.parts}

    assert set() == {path.relative_to(ROOT).as_posix() for path in files} - set(wheel)


def test_the_wheel_tells_type_checkers_that_it_is_typed(wheel: list[str]):
    assert "migrator/py.typed" in wheel


def test_the_wheel_carries_the_licence(wheel: list[str]):
    assert any(name.endswith("LICENSE") for name in wheel)
