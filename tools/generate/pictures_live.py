# Run by a maintainer, by hand, when the look of `migrate browse` or `migrate report` changes.
"""Takes the README's pictures of `migrate browse` and `migrate report`, of our own sample blog, into `docs/pictures/`.

    python -m tools.generate.pictures_live

The sample blog is crawled, edited as its author would, and crawled again. It needs Debian's Chromium, which it installs
as `make consumers` does. Look at each picture before you commit it: fonts are those of the machine.
"""

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from PIL import Image

from fixtures.blogger import StandIn
from migrator.browse import open_browsing
from tools.consumers.debian import debian_installed
from tools.consumers.shell import run

TO = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_POST = "/2018/01/la-petite-ligne-rouvre-ses-guichets.html"
_NUMBER = "6446921419561432769"
_NEW_BODY = """
<p>Fermés depuis 2011, les guichets de la halte de Saint-Orvault accueillent de nouveau des voyageurs, cinq matins par
semaine.</p>
<p>Les billets y sont imprimés sur place, en carton, comme autrefois. On y vend aussi du miel et des confitures.</p>
<blockquote>« Un train qui s'arrête, c'est un village qui respire. »</blockquote>
<ul>
<li>lundi : 7 h – 11 h</li>
<li>mercredi : 7 h – 12 h</li>
<li>vendredi : 7 h – 12 h</li>
<li>samedi : 8 h – 10 h</li>
</ul>
<p>Mise à jour : le samedi est venu s'ajouter, merci à Marcel.</p>"""


def _crawl(home: str, folder: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "migrator.cli", "crawl", home, "--output", str(folder)]
    subprocess.run(command, env={**os.environ, **environment}, check=False, capture_output=True)  # noqa: S603 - ours


def sample(folder: Path) -> None:
    """Make an archive of two runs, between which the blog was edited."""
    with StandIn("seed") as standin:
        home, environment = standin.blog("seed").home, standin.environment()
        _crawl(home, folder, environment)
        standin.edit("seed", _POST, title="La petite ligne rouvre ses guichets, même le samedi", body=_NEW_BODY)
        standin.add_post(
            "seed", "/2018/02/printemps.html", title="Printemps", body="<p>Les lilas.</p>", labels=["Jardins"]
        )
        _crawl(home, folder, environment)


def main() -> int:
    """Take all of them."""
    debian_installed(["chromium"], ["chromium", "fonts-dejavu-core"], Path.home() / ".cache")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "archive"
        sample(folder)
        run([sys.executable, "-m", "migrator.cli", "report", folder], Path.cwd())
        with open_browsing(folder, port=0, crashed=print) as browsing:
            thread = threading.Thread(target=browsing.run)
            thread.start()
            try:
                _take(f"{browsing.url}~/revisions/{_NUMBER}", "revisions", (1120, 1100), Path(scratch))
                _take(f"{browsing.url}~/search?q=guichet", "live-search", (900, 640), Path(scratch))
                _take((folder / "report.html").as_uri(), "report", (900, 1300), Path(scratch))
            finally:
                browsing.stop()
                thread.join()
    return 0


def _take(address: str, name: str, size: tuple[int, int], scratch: Path) -> None:
    taken = scratch / f"{name}.png"
    run(["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={scratch}/browser",
         f"--window-size={size[0]},{size[1]}", f"--screenshot={taken}", address], scratch)  # fmt: skip
    TO.mkdir(parents=True, exist_ok=True)
    with Image.open(taken) as picture:
        picture.save(TO / f"{name}.webp", quality=82, method=6)
    print(f"{name}.webp {(TO / f'{name}.webp').stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
