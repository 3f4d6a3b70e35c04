"""Takes the pictures of the sites of `--site` into `docs/pictures/`, by hand: look at each before you commit it.

    python -m tools.generate.pictures_sites [GENERATOR…]

Each generator builds our French sample blog; of each, four views are put into one picture: home on a desk (1280 pixels)
in light and dark, a post on a phone (390 pixels) in light and dark.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from tools.consumers import browser
from tools.consumers.__main__ import consumers, default_cache
from tools.consumers.blogs import made
from tools.consumers.generator import Generator
from tools.consumers.shell import run
from tools.consumers.site import served

TO = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_POST = "2018/01/la-petite-ligne-rouvre-ses-guichets.html"
_DESK: dict[str, Any] = {"width": 1280, "height": 900, "phone": False}
_PHONE: dict[str, Any] = {"width": 390, "height": 844, "phone": True}
_HEIGHT = 480
_GAP = 16


def main() -> int:
    """Take all of them, or those of some generators."""
    cache = default_cache()
    cache.mkdir(parents=True, exist_ok=True)
    browser.installed(cache)
    found = {name: one for name, one in consumers().items() if isinstance(one, Generator)}
    with made(["seed"]) as archives:
        for name in sys.argv[1:] or found:
            found[name].install(cache)
            with tempfile.TemporaryDirectory(prefix=f"{name}-") as work:
                _, built = found[name].built(archives["seed"], cache, Path(work))
                taken(built, TO / f"site-{name}.webp", Path(work), cache)
            print(f"site-{name}.webp {(TO / f'site-{name}.webp').stat().st_size} bytes")
    return 0


def taken(built: Path, to: Path, work: Path, cache: Path) -> None:
    """Take the four views of a built site."""
    views = [(page, size, dark) for page, size in (("", _DESK), (_POST, _PHONE)) for dark in (False, True)]
    with served(built) as pages:
        asked = [
            {**size, "dark": dark, "address": f"http://127.0.0.1:{pages.port}/{page}", "to": f"{work}/{number}.png"}
            for number, (page, size, dark) in enumerate(views)
        ]
        config = {"modules": str(cache / "html/node_modules"), "chromium": browser.chromium(), "pictures": asked}
        (work / "pictures.json").write_text(json.dumps(config), encoding="utf-8")
        run(["node", Path(browser.__file__).with_name("picture.cjs"), work / "pictures.json"], work)
    _put_together([work / f"{number}.png" for number in range(len(views))], to)


def _put_together(files: list[Path], to: Path) -> None:
    shots = []
    for file in files:
        with Image.open(file) as picture:
            shots.append(picture.convert("RGB").resize((picture.width * _HEIGHT // picture.height, _HEIGHT)))
    whole = Image.new(
        "RGB", (sum(shot.width for shot in shots) + _GAP * (len(shots) + 1), _HEIGHT + 2 * _GAP), "#8a8a8a"
    )
    left = _GAP
    for shot in shots:
        whole.paste(shot, (left, _GAP))
        left += shot.width + _GAP
    whole.save(to, quality=72, method=6)


if __name__ == "__main__":
    sys.exit(main())
