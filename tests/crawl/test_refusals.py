"""What stands between us and a blog, or between us and its folder: one sentence, a next step, and nothing touched."""

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from commandline import migrate

from fixtures.blogger import StandIn
from fixtures.blogger.http import HTML, Response, redirect
from migrator.crawl import CrawlOptions, crawl_blog
from migrator.model.errors import BlogNotFound, BlogPrivate, BlogUnreachable, MigratorError
from migrator.net.settings import NetSettings
from migrator.store import Archive

HOME = "https://carnet-de-veille.blogspot.com/"
OTHER = "http://lantern-log.blogspot.com/"
PLAIN = "https://plain.example/"
A_PAGE = b"<!DOCTYPE html><html><head><title>Boats for hire</title></head><body><p>Call us.</p></body></html>"
IMPATIENT = NetSettings(user_agent="tester/1", retries=0, longest_wait=1)


@dataclass(frozen=True)
class Told:
    """How a command ended: its exit code, its sentence and its next step."""

    code: int
    error: str
    hint: str


def snapshot(folder: Path) -> dict[str, str]:
    """Give what lies in a folder, each file with its digest."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture(scope="module")
def gates() -> Iterator[StandIn]:
    """Serve two blogs, a private one and a removed one, and a site that is no blog."""
    with StandIn(["seed", "classic", "private", "removed"]) as standin:
        standin.route(PLAIN, Response(200, HTML, A_PAGE))
        yield standin


@pytest.fixture
def refused(gates, tmp_path):
    """Run `migrate crawl` in an empty folder; give how it ended, after looking at what it wrote to the terminal."""

    def run(*arguments: str) -> Told:
        done = migrate("crawl", *arguments, cwd=tmp_path, env=gates.environment())
        assert "Traceback" not in done.stderr
        lines = done.stderr.rstrip("\n").split("\n")
        errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
        hints = [line.removeprefix("  hint: ") for line in lines if line.startswith("  hint: ")]
        assert 1 == len(errors), done.stderr
        assert 1 == len(hints), done.stderr
        return Told(done.returncode, errors[0], hints[0])

    return run


def failure_of(gates: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> MigratorError:
    """Crawl without patience; give what it fails with."""
    for name, value in gates.env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MigratorError) as failure:
        crawl_blog(CrawlOptions(url=url, output=folder / "blog", network=IMPATIENT))
    return failure.value


def answering(gates: StandIn, response: Response) -> str:
    """Give the address of a blog whose home page answers so."""
    url = f"https://answers-{response.status}.blogspot.com/"
    gates.route(url, response)
    return url


# -- the blog ---------------------------------------------------------------------------------------------------------


def test_a_site_that_is_no_blog_is_unreadable_and_leaves_nothing_behind(refused, tmp_path):
    told = refused(PLAIN)

    assert 6 == told.code
    assert f"{PLAIN} answers, but it is not a Blogger blog." == told.error
    assert "https://NAME.blogspot.com/" in told.hint
    assert {} == snapshot(tmp_path)


def test_a_picture_is_no_blog(gates, tmp_path, monkeypatch):
    gates.route("https://picture.example/", Response(200, "image/png", b"\x89PNG\r\n\x1a\n"))

    assert 6 == failure_of(gates, tmp_path, monkeypatch, "https://picture.example/").exit_code


def test_a_host_that_does_not_answer_is_unreachable_and_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    closed = "http://127.0.0.1:9/"
    network = replace(IMPATIENT, allowed_private_hosts=frozenset({"127.0.0.1"}))
    with pytest.raises(BlogUnreachable) as failure:
        crawl_blog(CrawlOptions(url=closed, output=tmp_path / "blog", network=network))

    assert 5 == failure.value.exit_code
    assert "127.0.0.1:9" in failure.value.message
    assert "run the same command again" in failure.value.hint
    assert {} == snapshot(tmp_path)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 503])
def test_a_home_page_that_is_refused_is_told_with_its_status(gates, tmp_path, monkeypatch, status):
    url = answering(gates, Response(status, HTML, A_PAGE))
    failure = failure_of(gates, tmp_path, monkeypatch, url)

    assert 5 == failure.exit_code
    assert url in failure.message
    assert str(status) in failure.message
    assert failure.hint
    assert {} == snapshot(tmp_path)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_us_to_wait_is_left_in_peace_for_a_while(gates, tmp_path, monkeypatch, status):
    url = answering(gates, Response(status, HTML, b"", (("Retry-After", "7200"),)))

    assert "--delay" in failure_of(gates, tmp_path, monkeypatch, url).hint


@pytest.mark.parametrize(("status", "kind"), [(401, BlogPrivate), (404, BlogNotFound), (410, BlogNotFound)])
def test_closed_and_gone_are_told_apart(gates, tmp_path, monkeypatch, status, kind):
    url = answering(gates, Response(status, HTML, A_PAGE))

    assert kind is type(failure_of(gates, tmp_path, monkeypatch, url))


def test_googles_robot_check_is_told_as_a_refusal_for_now(gates, tmp_path, monkeypatch):
    gates.route("https://checked.blogspot.com/", redirect("https://www.google.com/sorry/index?continue="))
    failure = failure_of(gates, tmp_path, monkeypatch, "https://checked.blogspot.com/")

    assert 5 == failure.exit_code
    assert "--connections 1 --delay 2" in failure.hint


def test_a_private_blog_is_told_by_its_login_and_leaves_nothing_behind(refused, tmp_path):
    told = refused("http://private-cellar.blogspot.com/")

    assert 5 == told.code
    assert "invited readers only" in told.error
    assert "ask the owner" in told.hint
    assert {} == snapshot(tmp_path)


def test_a_removed_blog_is_told_and_leaves_nothing_behind(refused, tmp_path):
    told = refused("http://removed-cellar.blogspot.com/")

    assert 5 == told.code
    assert "there is no blog at this address" in told.error
    assert "Takeout" in told.hint
    assert {} == snapshot(tmp_path)


def test_a_blog_that_closes_later_leaves_its_archive_as_it_was(gates, tmp_path, monkeypatch):
    with StandIn("seed") as standin:
        for name, value in standin.env.items():
            monkeypatch.setenv(name, value)
        asked = CrawlOptions(url=HOME, output=tmp_path / "blog", media=False, network=IMPATIENT)
        crawl_blog(asked)
        before = snapshot(tmp_path)
        standin.route(HOME, Response(404, HTML, A_PAGE))
        with pytest.raises(BlogNotFound):
            crawl_blog(asked)

    assert before == snapshot(tmp_path)


# -- the folder -------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path) -> Path:
    """Make an empty archive."""
    Archive.create_or_open(tmp_path / "blog").close()
    return tmp_path / "blog"


def test_an_output_that_is_a_file_is_wrong_usage(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    before = snapshot(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "migrator.cli", "crawl", HOME, "--output", "letter.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 2 == done.returncode
    assert "letter.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == snapshot(tmp_path)


def test_a_folder_of_other_things_is_wrong_usage_and_untouched(refused, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")
    before = snapshot(tmp_path)
    told = refused(HOME, "--output", "letters")

    assert 2 == told.code
    assert "nothing in it was touched" in told.error
    assert "--output" in told.hint
    assert before == snapshot(tmp_path)


def test_a_folder_that_cannot_be_made_is_wrong_usage(refused, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    before = snapshot(tmp_path)
    told = refused(HOME, "--output", "letter.txt/blog")

    assert 2 == told.code
    assert "can't be written" in told.error
    assert "--output" in told.hint
    assert before == snapshot(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which not even root may write")
def test_a_folder_in_which_nobody_may_write_is_wrong_usage(refused):
    told = refused(HOME, "--output", "/proc/blog")

    assert 2 == told.code
    assert "can't be written" in told.error
    assert "--output" in told.hint


def test_the_archive_of_another_blog_is_wrong_usage_and_untouched(refused, tmp_path, gates, monkeypatch):
    for name, value in gates.env.items():
        monkeypatch.setenv(name, value)
    crawl_blog(CrawlOptions(url=OTHER, output=tmp_path / "blog", media=False))
    before = snapshot(tmp_path)
    told = refused(HOME, "--output", "blog")

    assert 2 == told.code
    assert OTHER in told.error
    assert "--output" in told.hint
    assert before == snapshot(tmp_path)


HOLD = (
    "import sys; from pathlib import Path; from migrator.store import Archive\n"
    "with Archive.open_existing(Path(sys.argv[1]), write=True) as held:\n"
    "    held.begin_run('crawl', '2024-05-06T07:08:09Z', source='auto')\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


def test_a_second_run_is_told_who_holds_the_archive(refused, archive):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(archive)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert b"held\n" == holder.stdout.readline()
        before = snapshot(archive)
        told = refused(HOME, "--output", "blog")
        after = snapshot(archive)
        holder.stdin.close()

    assert 8 == told.code
    assert f"process {holder.pid}, crawl --source auto since 2024-05-06T07:08:09Z" in told.error
    assert "Wait for the other run" in told.hint
    # The -shm file is memory that every reader takes part in.
    assert {name: digest for name, digest in before.items() if not name.endswith("-shm")} == {
        name: digest for name, digest in after.items() if not name.endswith("-shm")
    }


def test_an_archive_of_a_newer_version_is_left_alone(refused, archive):
    with sqlite3.connect(archive / "archive.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = snapshot(archive)
    told = refused(HOME, "--output", "blog")

    assert 7 == told.code
    assert "newer version" in told.error
    assert "pip install --upgrade" in told.hint
    assert before == snapshot(archive)


def test_a_database_that_is_none_is_damage_and_left_alone(refused, archive):
    (archive / "archive.db").write_bytes(b"not a database, but long enough to be looked at as one" * 40)
    before = snapshot(archive)
    told = refused(HOME, "--output", "blog")

    assert 7 == told.code
    assert "can't be read" in told.error
    assert told.hint
    assert before == snapshot(archive)


def test_the_database_of_another_program_is_left_alone(refused, tmp_path):
    (tmp_path / "blog").mkdir()
    with sqlite3.connect(tmp_path / "blog" / "archive.db") as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    before = snapshot(tmp_path)
    told = refused(HOME, "--output", "blog")

    assert 7 == told.code
    assert "no archive of this program" in told.error
    assert "another folder" in told.hint
    assert before == snapshot(tmp_path)
