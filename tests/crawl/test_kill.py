"""A crawl killed at any moment goes on where it was, and ends in the archive of one that nobody disturbed."""

import signal

import pytest

from tools.checks.kill_crawl import kill_crawl

# Of documents and of media as many are under way as there are connections, and two documents ahead of them.
IN_FLIGHT = 4 + 2 + 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX systems kill a process like that")
@pytest.mark.parametrize(("source", "kills"), [("pages", 3), ("auto", 4)])
def test_a_killed_crawl_ends_in_the_archive_of_an_undisturbed_one(tmp_path, source, kills):
    result = kill_crawl(tmp_path, blog="seed", source=source, kills=kills, seed=3, latency=20)

    assert [] == result.differences
    assert kills == result.kills
    assert kills == len(result.restarts)
    assert max(len(restart.repeated) for restart in result.restarts) <= IN_FLIGHT
