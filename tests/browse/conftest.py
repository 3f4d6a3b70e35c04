from collections.abc import Iterator
from pathlib import Path

import pytest
from browse_parts import Browser, served, write


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse") / "phare"
    write(folder)
    return folder


@pytest.fixture(scope="session")
def browser(shelf: Path) -> Iterator[Browser]:
    with served(shelf) as asking:
        yield asking
