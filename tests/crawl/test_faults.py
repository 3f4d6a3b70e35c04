"""A server that fails now and then changes nothing about the archive; a blog full of traps neither."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fixtures.blogger import Faults, StandIn
from migrator.crawl import CrawlOptions, SourceName, crawl_blog
from migrator.net.client import Client
from tests.crawl.blogjson import blog_json, without_times

HOME = "https://carnet-de-veille.blogspot.com/"
HURRY = 40
FAULTS = {"rate_503": 0.10, "rate_429": 0.05, "resets": 0.05, "truncated": 0.03, "slow": 0.02, "slow_seconds": 0.2}


class FastClock:
    """A clock on which waiting costs a fortieth."""

    def now(self):
        return datetime.now(UTC)

    def monotonic(self):
        return time.monotonic() * HURRY


def hurried(options):
    return Client(options.network, clock=FastClock(), sleeper=lambda seconds: time.sleep(seconds / HURRY))


@pytest.mark.parametrize("source", [SourceName.AUTO, SourceName.PAGES])
def test_a_crawl_through_faults_ends_in_the_same_archive(tmp_path, monkeypatch, source):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        options = CrawlOptions(url=HOME, output=tmp_path / "calm", source=source)
        calm = crawl_blog(options)
        standin.faults = Faults(**FAULTS, retry_after="1", seed=7)
        before = len(standin.requests_log)
        options = replace(options, output=tmp_path / "stormy")
        with hurried(options) as client:
            stormy = crawl_blog(options, client=client)
        struck = {entry.fault for entry in standin.requests_log[before:]}

    assert without_times(blog_json(tmp_path / "calm")) == without_times(blog_json(tmp_path / "stormy"))
    assert {notice.url for notice in calm.missing} == {notice.url for notice in stormy.missing}
    assert len(struck - {""}) >= 2
