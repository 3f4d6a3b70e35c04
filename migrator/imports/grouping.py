"""Which inputs are of one blog, and where its archive is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migrator.addresses.urls import host_of, is_made_up
from migrator.imports.readers.base import BlogInput
from migrator.model.errors import UsageError
from migrator.store import archive_folder, default_folder


@dataclass(slots=True)
class BlogGroup:
    """The inputs of one blog, and by what it is known."""

    inputs: list[BlogInput] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    platform_ids: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)

    @property
    def home(self) -> str:
        """A home URL of the blog, a true one if any input tells one."""
        return next((home for home in self.homes if not is_made_up(home)), self.homes[0] if self.homes else "")

    @property
    def platform_id(self) -> str:
        """Blogger's number of the blog, empty if no input tells it."""
        return min(self.platform_ids, default="")

    @property
    def hosts(self) -> frozenset[str]:
        """Every host under which the inputs know the blog."""
        return frozenset(host_of(home) for home in self.homes) | self.aliases

    def meets(self, other: BlogInput) -> bool:
        """Whether an input is of the same blog: by Blogger's number where both tell it, else by the host."""
        if other.platform_id and self.platform_ids:
            return other.platform_id in self.platform_ids
        return bool(other.home) and host_of(other.home) in self.hosts

    def take(self, other: BlogInput) -> None:
        """Add an input."""
        self.inputs.append(other)
        if other.home and other.home not in self.homes:
            self.homes.append(other.home)
        if other.platform_id:
            self.platform_ids.add(other.platform_id)
        self.aliases |= getattr(other, "aliases", frozenset())


def by_blog(inputs: Sequence[BlogInput]) -> list[BlogGroup]:
    """Group inputs by blog. One that tells neither number nor host belongs to the only blog there is."""
    groups: list[BlogGroup] = []
    # Those that tell both come first, so that the number of one and the host of another find each other.
    for one in sorted(inputs, key=lambda found: (not found.platform_id, not found.home)):
        if not one.platform_id and not one.home:
            if len(groups) != 1:
                raise UsageError(
                    f"{one.name} does not say which blog it is of.", hint="Say it: --url https://NAME.blogspot.com/"
                )
            groups[0].take(one)
            continue
        group = next((group for group in groups if group.meets(one)), None)
        if group is None:
            group = BlogGroup()
            groups.append(group)
        group.take(one)
    return groups


def folders(groups: Sequence[BlogGroup], output: Path | None, root: Path) -> Iterator[Path]:
    """Yield each blog's folder: the one that was named, below it where there are several, or below `root`."""
    for group in groups:
        if output is not None:
            yield output if len(groups) == 1 else default_folder(group.home, output)
        else:
            yield archive_folder(root, group.home, group.platform_id)
