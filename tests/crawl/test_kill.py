"""A crawl killed at any moment goes on where it was, and ends in the archive of one that nobody disturbed."""

import signal

import pytest

from tools.kill_crawl import kill_crawl


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX systems kill a process like that")
def test_a_killed_crawl_ends_in_the_archive_of_an_undisturbed_one(tmp_path):
    result = kill_crawl(tmp_path, blog="seed", source="pages", kills=4, seed=3, latency=20)

    assert [] == result.differences
    assert 4 == result.kills
    assert 4 == len(result.restarts)
