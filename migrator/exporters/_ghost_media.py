"""Which files Ghost takes, under which names.

It puts a dash for every character outside ASCII letters, digits, `_`, `@` and `.` (`ghost-storage-base`), and tells
nobody; the names here have none of those. Extensions: `core/shared/config/overrides.json`.
"""

import posixpath
import re
from dataclasses import dataclass

from migrator.schema import Media, MediaStatus

_TAKEN = {
    **dict.fromkeys((".jpg", ".jpeg", ".gif", ".png", ".svg", ".ico", ".webp"), "images"),
    **dict.fromkeys((".mp4", ".webm", ".ogv", ".mp3", ".wav", ".ogg", ".m4a"), "media"),
    **dict.fromkeys((".pdf", ".odp", ".ods", ".odt", ".ppt", ".pptx", ".rtf", ".xls", ".xlsx"), "files"),
}
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class GhostFile:
    """A held file: its path in the zip, and its address on the site."""

    media: Media
    path: str

    @property
    def address(self) -> str:
        """The address below the site."""
        return f"/{self.path}"


def ghost_file(media: Media) -> GhostFile | None:
    """Give a file as Ghost takes it; None for what is not held or what it refuses."""
    if media.status is not MediaStatus.HELD or not media.path or not media.sha256:
        return None
    stem, extension = posixpath.splitext(posixpath.basename(media.path))
    kind = _TAKEN.get(extension.lower())
    if kind is None:
        return None
    readable = _OTHER.sub("-", stem).strip("-")[:80] or media.kind.value
    # The archive's own name may differ from another in characters that are dashes now.
    name = f"{readable}-{media.sha256[:8]}" if media.sha256[:8] not in readable else readable
    return GhostFile(media, f"content/{kind}/blogger/{name}{extension.lower()}")
