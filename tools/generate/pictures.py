# Run by a maintainer, by hand, when the look of the browsable copy changes.
"""Takes the pictures of the browsable copy that the README shows, of our own sample blogs, into `docs/pictures/`.

    python -m tools.generate.pictures

It needs Debian's Chromium and the driver from npm, which it installs as `make consumers` does. Look at each picture
before you commit it: fonts are those of the machine.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from tools.consumers import browser
from tools.consumers.__main__ import default_cache
from tools.consumers.blogs import made
from tools.consumers.debian import debian_installed
from tools.consumers.shell import exported, run

TO = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_FONTS = {
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc": "fonts-noto-cjk",
    "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf": "fonts-noto-core",
}
_WIDE: dict[str, Any] = {"width": 900, "height": 700, "dark": False, "phone": False}
_POST = "2018/01/la-petite-ligne-rouvre-ses-guichets.html"
_PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "home": ("seed", "index.html", {}),
    "post": ("seed", _POST, {"height": 1300}),
    "search": ("seed", "search/index.html?q=jardin", {}),
    "dark": ("japanese", "index.html", {"dark": True}),
    "phone": ("seed", _POST, {"width": 360, "height": 720, "phone": True}),
    "right-to-left": ("arabic", "2018/02/blog-post.html", {}),
}


def main() -> int:
    """Take all of them."""
    cache = default_cache()
    cache.mkdir(parents=True, exist_ok=True)
    browser.installed(cache)
    debian_installed(list(_FONTS), list(_FONTS.values()), cache)
    TO.mkdir(parents=True, exist_ok=True)
    blogs = dict.fromkeys(blog for blog, _, _ in _PICTURES.values())
    with made(blogs) as archives, tempfile.TemporaryDirectory() as scratch:
        copies = {name: exported(archive, "html", Path(scratch) / name) for name, archive in archives.items()}
        asked = [
            {**_WIDE, **more, "address": f"{copies[blog].as_uri()}/{page}", "to": f"{scratch}/{name}.png"}
            for name, (blog, page, more) in _PICTURES.items()
        ]
        config = {"modules": str(cache / "html/node_modules"), "chromium": browser.chromium(), "pictures": asked}
        written = Path(scratch) / "pictures.json"
        written.write_text(json.dumps(config), encoding="utf-8")
        run(["node", Path(browser.__file__).with_name("picture.cjs"), written], Path(scratch))
        for name in _PICTURES:
            with Image.open(Path(scratch) / f"{name}.png") as picture:
                picture.save(TO / f"{name}.webp", quality=82, method=6)
            print(f"{name}.webp {(TO / f'{name}.webp').stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
