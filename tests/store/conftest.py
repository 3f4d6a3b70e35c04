import sqlite3

import pytest
from store_sample import BLOG, FIRST, page

from migrator.store import Archive


@pytest.fixture
def archive(tmp_path):
    with Archive.create_or_open(tmp_path / "blog") as opened:
        opened.begin_run("crawl", FIRST)
        opened.blogs.keep_located(BLOG, page())
        yield opened


@pytest.fixture
def read(archive):
    """Query the archive's tables as any SQLite tool would."""
    database = sqlite3.connect(archive.path / "archive.db")
    yield lambda query, *values: database.execute(query, values).fetchall()
    database.close()
