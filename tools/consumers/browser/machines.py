"""What programs read in a copy: microformats by mf2py, the Atom feed by feedparser."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import feedparser  # type: ignore[import-untyped] # it ships no type information

from migrator.model.schema import Post
from tools.consumers.results import Result
from tools.consumers.shell import pip_installed, run

_SCRIPT = Path(__file__).with_name("microformats.py")
_LARGEST = 1_000_000
_MOST = 100


def installed(cache: Path) -> Path:
    """Install the parser from PyPI; gives the environment's programs."""
    return pip_installed(cache / "mf2py")


def read_by_programs(posts: Mapping[Path, Post], copy: Path, cache: Path, result: Result) -> None:
    """Hold entries and feed against the posts, by their pages: a hundred of them, of up to 1 MB."""
    looked_at = {path: post for path, post in posts.items() if path.stat().st_size < _LARGEST}
    looked_at = dict(list(looked_at.items())[:_MOST])
    listed = copy.parent / "microformats.json"
    listed.write_text(json.dumps([str(path) for path in looked_at]), encoding="utf-8")
    found = json.loads(run([installed(cache) / "python", _SCRIPT, listed], copy.parent))
    for path, post in looked_at.items():
        entries = found[str(path)]
        wanted = (" ".join(post.title.split()), _second(post.published or ""), len(post.comments))
        told = [(" ".join(name.split()), _second(published), comments) for name, published, _, comments in entries]
        good = len(told) == 1 and told[0][1:] == wanted[1:] and (not wanted[0] or told[0][0] == wanted[0])
        result.count("microformats", good=good, problem=f"{path.name}: {wanted} became {told}")
    feed = feedparser.parse((copy / "feed.xml").read_bytes())
    good = not feed.bozo and len(feed.entries) == min(20, sum(post.type.value == "post" for post in posts.values()))
    result.count("feed", good=good, problem=f"{len(feed.entries)} entries, {feed.get('bozo_exception', '')}")


def _second(moment: str) -> str:
    """Return a time without the fraction of its second, which the parser drops, and without an offset nobody knows."""
    if len(moment) <= 10:
        return moment
    return datetime.fromisoformat(moment.removesuffix("-00:00")).replace(microsecond=0).isoformat()
