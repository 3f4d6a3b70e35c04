"""What the user may ask of a WordPress export, read from `ExportOptions` and checked before anything is written."""

import re
from dataclasses import dataclass

from migrator.addresses.join import split_url
from migrator.model.errors import UsageError
from migrator.model.ports import ExportOptions

_SIZE = re.compile(r"^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$", re.IGNORECASE)
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_SMALLEST = 100_000
FOLDER = "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrOptions:
    """`site` is the address of the new site, `moves` whether that was told (else it is the old blog's).

    `taxonomy` is WordPress's own name; `part_bytes` bounds a file, None for one file.

    `media_base` is where the held files can be fetched, None to have them fetched from where they were; `copies` tells
    whether they are written beside the file.
    """

    site: str
    moves: bool
    taxonomy: str
    part_bytes: int | None
    media_base: str | None
    copies: bool

    @property
    def label_path(self) -> str:
        """Where WordPress shows what has a label, below the site."""
        return "tag" if self.taxonomy == "post_tag" else "category"


def wxr_options(options: ExportOptions, home: str) -> WxrOptions:
    """Read the options; UsageError for a value that means nothing. `home` is the blog's own address."""
    site = f"{(options.base_url or home).rstrip('/')}/"
    labels = options.extra.get("labels", "tags")
    if labels not in {"tags", "categories"}:
        raise UsageError(f"--labels is tags or categories, not {labels!r}.")
    media = options.extra.get("media", "remote")
    return WxrOptions(
        site=site,
        moves=options.base_url is not None,
        taxonomy="post_tag" if labels == "tags" else "category",
        part_bytes=_bytes(options.extra.get("split")),
        media_base=_media_base(media, site, given=options.base_url is not None),
        copies=media == "folder",
    )


def _media_base(media: str, site: str, *, given: bool) -> str | None:
    if media == "remote":
        return None
    if media == "folder":
        return site + FOLDER
    if media == "base-url":
        if not given:
            raise UsageError("--media base-url needs the address: add --base-url URL.")
        return site + FOLDER
    if split_url(media).scheme in {"http", "https"} and split_url(media).netloc:
        return media.rstrip("/")
    raise UsageError(
        f"--media is remote, folder, base-url, or an address, not {media!r}.",
        hint="An address begins with http:// or https:// and leads to a copy of the archive's media folder.",
    )


def _bytes(text: str | None) -> int | None:
    """Read a size such as `20MB`; units are powers of a thousand, as hosts tell their limits."""
    if text is None:
        return None
    match = _SIZE.match(text.strip())
    size = int(float(match[1]) * _UNITS[match[2].lower()]) if match else 0
    if size < _SMALLEST:
        raise UsageError(f"--split needs a size of at least 100KB, such as 20MB, not {text!r}.")
    return size
