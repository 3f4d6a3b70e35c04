"""Under which one address each picture of a blog stands in WordPress content, so that the importer can replace it.

The importer fetches `attachment_url`, then replaces that text without its extension in all posts. So an address needs
the right extension, and none may be the beginning of another.
"""

import posixpath
import re
from urllib.parse import quote

from migrator.addresses import images as addresses
from migrator.addresses.join import split_url
from migrator.formats.common.slugs import slug
from migrator.model.schema import Media, MediaKind, MediaStatus

_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "application/pdf": "pdf",
    "application/zip": "zip",
}
_SAME = {"jpeg": "jpg"}
_NAMED = re.compile(r"\.([A-Za-z0-9]{2,5})$")


def attachment_url(media: Media, base_url: str | None) -> str | None:
    """Return the one address of a file in content and as attachment; None where there is nothing to attach.

    `base_url` is where the archive's media folder can be fetched; without it the file is fetched from where it was.
    """
    if media.status is MediaStatus.MISSING:
        return None
    if base_url is not None:
        return f"{base_url.rstrip('/')}/{quote(stored_name(media))}" if media.path else None
    if not media.url.startswith(("http://", "https://")):
        return None
    wanted = _extension(media)
    found = _NAMED.search(split_url(media.url).path)
    named = found is not None and _SAME.get(found[1].lower(), found[1].lower()) == wanted
    # On Blogger's image hosts each picture has a folder of its own; elsewhere `pic.jpg` may stand beside `pic2.jpg`.
    if named and addresses.is_image_host(media.url):
        return media.url
    joint = "&" if split_url(media.url).query else "?"
    return f"{media.url}{joint}{media.id}.{wanted}"


def stored_name(media: Media) -> str:
    """Return the name of a held file in the archive's media folder; it ends in a part of its digest."""
    return posixpath.basename(media.path or "")


def attachment_name(media: Media) -> str:
    """Return a name that no other attachment has; it is its title and its slug."""
    last = posixpath.basename(media.path or split_url(media.url).path)
    readable = slug(_NAMED.sub("", last))[:80].strip("-")
    return f"{readable or media.kind.value}-{media.id[:16]}".lower()


def _extension(media: Media) -> str:
    if media.content_type in _EXTENSIONS:
        return _EXTENSIONS[media.content_type]
    found = _NAMED.search(media.path or split_url(media.url).path)
    if found:
        return _SAME.get(found[1].lower(), found[1].lower())
    return {MediaKind.IMAGE: "jpg", MediaKind.VIDEO: "mp4", MediaKind.AUDIO: "mp3", MediaKind.FILE: "bin"}[media.kind]
