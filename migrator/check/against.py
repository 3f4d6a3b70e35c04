"""An archive beside the receipt of an earlier day: what is gone, what is otherwise, what has come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.check.receipt import Digests, digests_of, read_receipt
from migrator.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What differs from a receipt; each names a post by its URL or a file by its path.

    `added` is what came since: an archive grows. `changed` may be an edit that a later crawl found; `gone` never is:
    nothing leaves an archive.
    """

    made_at: str
    same: bool
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 all that the receipt lists is as it was, 3 something of it is gone or otherwise."""
        return 3 if self.changed or self.gone else 0


def compare_with_receipt(archive: Archive, path: Path) -> Since:
    """Compare an archive with a receipt; UnreadableInput where that is none, or was changed itself."""
    receipt, then = read_receipt(path)
    now = digests_of(archive)
    before, after = dict(_named(then)), dict(_named(now))
    changed = [name for name in before if name in after and before[name] != after[name]]
    if then.rest != now.rest:
        changed.append("the blog's own data, its authors or the state of its media")
    return Since(
        made_at=str(receipt.get("made_at", "")),
        same=(then.content, then.tree) == (now.content, now.tree),
        changed=tuple(changed),
        gone=_only_in(before, after),
        added=_only_in(after, before),
    )


def _only_in(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in one if name not in other)


def _named(digests: Digests) -> Iterator[tuple[str, str]]:
    yield from ((post.url or post.id, post.sha256) for post in digests.posts)
    yield from ((file.path, file.sha256) for file in digests.files)
