"""The commands one after the other on the sample blog, each as a user runs it: in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from commandline import migrate
from jsonschema import Draft202012Validator

from fixtures.blogger import StandIn, expected
from migrator.formats import registry

BLOG = "https://carnet-de-veille.blogspot.com/"
ARCHIVE = Path("output/carnet-de-veille.blogspot.com")


def entries(kind: str) -> int:
    """How many posts or pages the sample blog has."""
    return [post["type"] for post in expected("seed")["posts"]].count(kind)


@dataclass(frozen=True)
class Workshop:
    """A folder in which commands run, with the sample blogs around it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return migrate(*arguments, cwd=self.folder, env={**self.environment, **changes})


@pytest.fixture(scope="module")
def workshop(standin: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Hold the archive of one crawl; tests only read it."""
    made = Workshop(tmp_path_factory.mktemp("workshop"), standin.environment())
    made.run("crawl", BLOG)
    return made


@pytest.fixture
def empty(standin: StandIn, tmp_path: Path) -> Workshop:
    return Workshop(tmp_path, standin.environment())


def test_a_crawl_says_what_it_saved_and_where(empty: Workshop):
    done = empty.run("crawl", "carnet-de-veille.blogspot.com", "--no-media", "--json")
    summary = json.loads(done.stdout)

    assert 0 == done.returncode
    assert 0 == summary["exit_code"]
    assert "crawl" == summary["command"]
    assert str(ARCHIVE) == summary["archive"]
    assert 40 < summary["posts"] + summary["pages"] == summary["new_posts"]
    assert f"Next: migrate export {ARCHIVE}" in done.stderr


def test_a_crawl_names_the_picture_that_is_gone(workshop: Workshop):
    done = workshop.run("crawl", BLOG, "--json")

    assert 3 == done.returncode
    assert any(notice["code"] == "media-missing" for notice in json.loads(done.stdout)["missing"])
    assert "media-missing: a media file could not be had" in done.stderr


def test_a_crawl_asks_for_every_picture(workshop: Workshop):
    media = json.loads(workshop.run("crawl", BLOG, "--json").stdout)["media"]

    assert {"held", "missing"} == set(media)


def test_nothing_that_steers_a_terminal_is_written_to_a_pipe(workshop: Workshop):
    assert "\x1b" not in workshop.run("crawl", BLOG).stderr


def test_a_dry_run_writes_nothing(empty: Workshop):
    done = empty.run("crawl", BLOG, "--dry-run")

    assert 0 == done.returncode
    assert [] == list(empty.folder.iterdir())
    assert "feeds/posts/default" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "2018-13"],
        ["--until", "yesterday"],
        ["--since", "2018", "--until", "2017"],
        ["--connections", "0"],
        ["--delay", "-1"],
        ["--source", "rss"],
    ],
)
def test_impossible_options_are_wrong_usage(empty: Workshop, options: list[str]):
    done = empty.run("crawl", BLOG, *options)

    assert 2 == done.returncode
    assert [] == list(empty.folder.iterdir())


def test_a_name_that_is_no_address_is_wrong_usage(empty: Workshop):
    assert 2 == empty.run("crawl", "my blog").returncode


def test_a_blog_that_does_not_exist_is_unreachable(empty: Workshop):
    done = empty.run("crawl", "https://no-such-blog-here.blogspot.com/", "--json")

    assert 5 == done.returncode
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert 5 == json.loads(done.stdout)["exit_code"]


def test_a_folder_that_holds_something_else_is_left_alone(empty: Workshop):
    (empty.folder / "mine").mkdir()
    (empty.folder / "mine" / "letter.txt").write_text("dear")
    done = empty.run("crawl", BLOG, "--output", "mine")

    assert 2 == done.returncode
    assert ["letter.txt"] == [path.name for path in (empty.folder / "mine").iterdir()]


def test_a_window_keeps_what_was_published_in_it(empty: Workshop):
    summary = json.loads(empty.run("crawl", BLOG, "--since", "2018", "--no-media", "--json").stdout)
    empty.run("export", "--format", "json")
    exported = json.loads((empty.folder / ARCHIVE / "export" / "json" / "blog.json").read_text())
    days = [post["published"] for post in exported["posts"] if post["type"] == "post"]

    assert summary["posts"] == len(days) > 0
    assert [] == [day for day in days if day < "2018"]


def test_verify_compares_what_the_blog_declares(workshop: Workshop):
    done = workshop.run("verify", "--json")
    summary = json.loads(done.stdout)

    assert 3 == done.returncode
    assert [] == summary["damaged"]
    assert ["media-missing"] == sorted({notice["code"] for notice in summary["missing"]})
    assert [] == [count for count in summary["counts"] if count["declared"] != count["held"]]


def test_verify_offline_asks_the_blog_nothing(workshop: Workshop):
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = workshop.run("verify", "--offline", "--deep", **nowhere)

    assert 3 == done.returncode
    assert "undamaged, but not complete" in done.stderr


def test_verify_names_a_damaged_picture_in_full(empty: Workshop):
    empty.run("crawl", BLOG, "--since", "2018")
    picture = max((empty.folder / ARCHIVE / "media").iterdir())
    picture.write_bytes(picture.read_bytes()[:-1] + b"?")
    done = empty.run("verify", "--offline")

    assert 7 == done.returncode
    assert picture.name in done.stderr


@pytest.mark.parametrize("name", registry.exporter_names())
def test_every_format_exports(workshop: Workshop, name: str):
    done = workshop.run("export", "--format", name, "--json")
    summary = json.loads(done.stdout)
    folder = workshop.folder / summary["output"]
    written = [path for path in folder.rglob("*") if path.is_file()]
    # Beside, not in, a folder that goes onto a web server as it is.
    written += [path for path in (folder.with_name(f"{folder.name}.losses.json"),) if path.is_file()]

    assert 0 == done.returncode
    assert str(ARCHIVE / "export" / name) == summary["output"]
    assert summary["files"] == len([path for path in written if path.name != ".migrate-export.json"])


def test_the_json_export_satisfies_the_schema_that_is_printed(workshop: Workshop, tmp_path: Path):
    workshop.run("export", "--format", "json", "--output", str(tmp_path / "there"))
    schema = json.loads(workshop.run("schema").stdout)
    exported = json.loads((tmp_path / "there" / "blog.json").read_text(encoding="utf-8"))

    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(exported)


def test_an_export_goes_where_it_is_told(workshop: Workshop, tmp_path: Path):
    workshop.run("export", str(ARCHIVE), "--format", "json", "--output", str(tmp_path / "there"))

    assert (tmp_path / "there" / "blog.json").is_file()


def test_an_export_does_not_replace_what_is_not_its_own(workshop: Workshop, tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear")
    done = workshop.run("export", "--format", "json", "--output", str(tmp_path))

    assert 2 == done.returncode
    assert ["letter.txt"] == [path.name for path in tmp_path.iterdir()]


def test_an_unknown_format_is_wrong_usage(workshop: Workshop):
    assert 2 == workshop.run("export", "--format", "papyrus").returncode


def test_a_site_is_refused_by_a_format_without_one(workshop: Workshop):
    done = workshop.run("export", "--format", "json", "--site")

    assert 2 == done.returncode
    assert "has no site of its own" in done.stderr


def test_an_impossible_source_date_epoch_is_wrong_usage(workshop: Workshop):
    assert 2 == workshop.run("export", "--format", "json", SOURCE_DATE_EPOCH="soon").returncode


@pytest.mark.parametrize("command", [["export", "--format", "json"], ["verify"], ["reparse"]])
def test_a_folder_that_is_no_archive_is_wrong_usage(empty: Workshop, command: list[str]):
    (empty.folder / "letter.txt").write_text("dear")
    done = empty.run(*command[:1], str(empty.folder), *command[1:])

    assert 2 == done.returncode
    assert "Traceback" not in done.stderr


def test_reparse_gives_the_same_export(empty: Workshop):
    exported = empty.folder / ARCHIVE / "export" / "json" / "blog.json"
    empty.run("crawl", BLOG, "--no-media")
    empty.run("export", "--format", "json")
    before = json.loads(exported.read_text())
    done = empty.run("reparse", "--json")
    empty.run("export", "--format", "json")

    assert 0 == done.returncode
    assert before == json.loads(exported.read_text())


def test_ctrl_c_stops_a_crawl_so_that_it_can_go_on(heeding_ctrl_c: None, tmp_path: Path):
    with StandIn("seed", latency=50) as standin:
        there = Workshop(tmp_path, standin.environment())
        command = [sys.executable, "-m", "migrator.cli", "crawl", BLOG, "--source", "pages", "--json"]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env=there.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as crawl:
            while len(standin.requests_log) < 20:
                time.sleep(0.01)
            crawl.send_signal(signal.SIGINT)
            said, told = crawl.communicate()
        again = there.run("crawl", BLOG, "--source", "pages", "--json")

    assert 130 == crawl.returncode
    assert "Run the same command again" in told
    assert 130 == json.loads(said)["exit_code"]
    assert 3 == again.returncode
    assert entries("post") == json.loads(again.stdout)["posts"]
    assert entries("page") == json.loads(again.stdout)["pages"]
