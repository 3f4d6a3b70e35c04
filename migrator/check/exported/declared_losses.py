"""What an export itself says that it could not take along: `losses.json`."""

from collections.abc import Iterable, Mapping

# What is compared, and the words in losses and codes of notices by which an export tells that this may differ.
_SIMPLIFIED = ("simplified",)
_WORDS = {
    "post": ("drafts and scheduled",),
    "title": ("title",),
    "date": ("date-assumed", "only the day"),
    "text": _SIMPLIFIED,
    "links": _SIMPLIFIED,
    "images": _SIMPLIFIED,
    "old address": ("renamed", "redirect-dropped"),
}


class DeclaredLosses:
    """Losses and notices of an export, by post."""

    def __init__(self, losses: Mapping[str, object]) -> None:
        self._by_post: dict[str, list[str]] = {}
        for one in _objects(losses.get("losses")):
            self._by_post.setdefault(str(one.get("url")), []).append(str(one.get("what")))
        for one in _objects(losses.get("notices")):
            self._by_post.setdefault(str(one.get("url")), []).append(str(one.get("code")))

    def of(self, url: str, what: str) -> str:
        """Return by what the export tells that this of a post differs; empty if by nothing."""
        words = _WORDS.get(what, ())
        return next((said for said in self._by_post.get(url, ()) if any(word in said for word in words)), "")


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
