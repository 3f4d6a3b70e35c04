"""A disk that is full while a picture is written: the run ends with a sentence, and the next one goes on."""

import resource
import subprocess
import sys

from commandline import migrate

from fixtures.blogger import StandIn
from fixtures.blogger.http import Response
from migrator.store import Archive

HOME = "https://carnet-de-veille.blogspot.com/"
LIMIT = 2_000_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)


def no_room() -> None:
    """Let no file grow beyond LIMIT, as a full disk would: the archive's own files stay far below it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def test_a_picture_for_which_there_is_no_room_ends_the_run_with_a_next_step(tmp_path):
    command = [sys.executable, "-m", "migrator.cli", "crawl", HOME, "--output", str(tmp_path / "blog")]
    with StandIn("seed") as standin:
        standin.route("https://1.bp.blogspot.com/", Response(200, "image/png", PNG))
        full = subprocess.run(
            command, env=standin.environment(), preexec_fn=no_room, capture_output=True, text=True, check=False
        )
        again = migrate(*command[3:], env=standin.environment())

    assert 7 == full.returncode
    assert "The archive can't be written" in full.stderr
    assert "Free some space" in full.stderr
    assert 3 == again.returncode
    with Archive.open_existing(tmp_path / "blog", write=False) as archive:
        assert 44 == archive.declared.totals().posts
