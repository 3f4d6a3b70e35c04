"""`migrate log` tells people and programs what changed between runs."""

import json
from datetime import UTC, datetime

import pytest
from commandline import migrate

from fixtures.blogger import StandIn
from migrator.crawl import CrawlOptions, SourceName, crawl_blog

HOME = "https://carnet-de-veille.blogspot.com/"


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """Crawl a blog, change it, crawl it again; give the folder in which the archive lies, and the changed post."""
    folder = tmp_path_factory.mktemp("log")
    with StandIn("seed") as standin, pytest.MonkeyPatch.context() as patch:
        for name, value in standin.env.items():
            patch.setenv(name, value)
        post, gone = standin.blog("seed").posts[10], standin.blog("seed").posts[20]
        for day in (1, 2, 3):
            asked = CrawlOptions(url=HOME, root=folder / "output", source=SourceName.FEEDS, media=False)
            crawl_blog(asked, clock=lambda day=day: datetime(2024, 5, day, 7, 8, 9, tzinfo=UTC))
            if day == 1:
                standin.edit("seed", post.path, title="Un \x1b[31mautre\x1b[0m titre", labels=["neuf"])
                standin.add_comment("seed", post.path, body="Tard")
                standin.delete("seed", gone.path)
    return folder, HOME + post.path.lstrip("/"), post.id


def run(folder, *arguments):
    return migrate("log", *arguments, cwd=folder)


def test_each_run_is_a_line_newest_first(changed):
    done = run(changed[0])

    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert 0 == done.returncode
    assert [
        "2024-05-03T07:08:09Z  crawl --source feeds: nothing changed",
        "2024-05-02T07:08:09Z  crawl --source feeds: 1 title changed, 1 labels changed, 1 removed, 1 new comment",
    ] == lines[:2]
    assert lines[2].startswith("2024-05-01T07:08:09Z  crawl --source feeds: 46 new, ")


def test_a_first_run_does_not_list_all_that_it_found(changed):
    done = run(changed[0])

    assert 4 == len([line for line in done.stdout.splitlines() if line.startswith(" ")])
    assert 40 < len([line for line in run(changed[0], "--all").stdout.splitlines() if line.startswith(" ")])


@pytest.mark.parametrize("by", [1, 2], ids=["address", "id"])
def test_one_post_has_its_own_story(changed, by):
    lines = run(changed[0], changed[by]).stdout.splitlines()

    told = [line.strip().partition(":")[0] for line in lines if line.startswith(" ")]
    assert ["labels changed", "title changed", "1 new comment", "new"] == told


def test_what_steers_a_terminal_does_not_reach_it(changed):
    assert "\x1b" not in run(changed[0]).stdout


def test_programs_get_every_change(changed):
    summary = json.loads(run(changed[0], "--json").stdout)

    last = summary["runs"][1]
    assert ("2024-05-02T07:08:09Z", False) == (last["as_of"], last["first"])
    assert ["comments", "labels", "removed", "title"] == sorted(change["what"] for change in last["changes"])
    assert [] == summary["runs"][2]["changes"]


def test_a_post_that_nobody_knows_is_wrong_usage(changed):
    done = run(changed[0], HOME + "2011/11/unknown.html")

    assert 2 == done.returncode
    assert "unknown.html" in done.stderr
