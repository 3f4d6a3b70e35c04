"""Where the links and pictures of an export lead: to its own files and addresses, or elsewhere."""

import posixpath
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urldefrag

from migrator.addresses.join import split_url
from migrator.addresses.urls import BlogAddress
from migrator.formats.common.format import ReadbackFacts
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.place import ExportFolder
from migrator.formats.sites.common.readback import old_addresses
from migrator.model.schema import Post, PostStatus


@dataclass(slots=True)
class Targets:
    """Knows the addresses of an export; `note` takes them while it is read."""

    place: ExportFolder
    facts: ReadbackFacts
    address: BlogAddress
    prefix: str = ""
    base_url: str = ""
    _paths: set[str] = field(default_factory=set)
    _redirects: set[str] | None = None

    @property
    def takes_files(self) -> bool:
        """Whether pictures are files of the export that bodies show."""
        return self.facts.files

    def note(self, found: ReadbackPost) -> None:
        """Remember where a post is shown."""
        self._paths.update(found.addresses)
        if self.facts.relative:
            self._paths.add(f"/{found.where}")

    def on_the_blog(self, found: ReadbackPost) -> ReadbackPost:
        """Return a post with its address on the old blog, where the export tells the one on the new host."""
        path = found.url.removeprefix(self.base_url.rstrip("/") + "/")
        return found if path == found.url else replace(found, url=f"{self.address.home}{path}")

    # -- links --------------------------------------------------------------------------------------------------------

    def outside(self, link: str) -> str:
        """Return a link that leads off the blog in one spelling; empty for any other."""
        plain = link.strip()
        if not plain.lower().startswith(("http://", "https://")) or self.address.owns(plain):
            return ""
        if self.base_url and plain.startswith(self.base_url):
            return ""
        return unquote("".join(plain.split())).rstrip("/")

    def is_inside(self, link: str) -> bool:
        """Whether a link is to lead to something of the export."""
        parts = split_url(link)
        if not self.takes_files or link.startswith("#") or parts.scheme or parts.netloc:
            return False
        return bool(parts.path)

    def arrives(self, found: ReadbackPost, link: str) -> bool:
        """Whether a link inside leads to a post, a list, or a file."""
        path = unquote(urldefrag(link)[0].partition("?")[0])
        if self.facts.relative:
            return self.place.has(posixpath.join(posixpath.dirname(found.where), path))
        path = "/" + path.removeprefix(self.prefix).lstrip("/")
        # Lists are pages that the generator makes; it is told of them by the labels of the posts.
        if path in self._paths or path.startswith(("/tags/", "/tag/")) or path == "/":
            return True
        return self._file(found, path) is not None

    def _file(self, found: ReadbackPost, path: str) -> str | None:
        """Return the file that is served at a path of the site."""
        static = self.facts.layout.static if self.facts.layout is not None else ()
        beside = posixpath.join(posixpath.dirname(found.where), posixpath.basename(path))
        inside = path.lstrip("/")
        for one in (*(f"{folder}{inside}" for folder in static), beside):
            for name in (one, f"{one.rstrip('/')}/index.html"):
                if self.place.has(name):
                    return name
        return None

    # -- pictures -----------------------------------------------------------------------------------------------------

    def digest(self, found: ReadbackPost, source: str) -> str | None:
        """Return the SHA-256 of the file that a picture's address leads to; None where that is none of the export."""
        if not self.is_inside(source):
            return None
        path = unquote(urldefrag(source)[0])
        if self.facts.relative:
            return self.place.sha256(posixpath.join(posixpath.dirname(found.where), path))
        file = self._file(found, "/" + path.removeprefix(self.prefix).lstrip("/"))
        return self.place.sha256(file) if file is not None else None

    # -- old addresses ------------------------------------------------------------------------------------------------

    def old_path(self, post: Post) -> str:
        """Give the old path that must still lead to a post; empty where this form has nothing to do with addresses."""
        if not self.facts.addresses or post.status is not PostStatus.PUBLISHED or "#" in post.url:
            return ""
        if not post.url or not self.address.owns(post.url) or "?" in post.url:
            return ""
        # WordPress takes over the host, so that the folder of an FTP-published blog stays in its addresses.
        if self.facts.takes_host:
            return unquote(split_url(post.url).path)
        return "/" + unquote(self.address.path(post.url))

    def keeps(self, found: ReadbackPost, old: str) -> bool:
        """Whether a post is shown at its old path, or that path leads on."""
        if old in found.addresses or f"{self.prefix}{old}" in found.addresses:
            return True
        if self.facts.renames:
            return any(_stands_for(one, old) for one in found.addresses)
        if self.facts.layout is None:
            return False
        if self._redirects is None:
            self._redirects = old_addresses(self.place, self.facts.layout)
        return old in self._redirects or self._file(found, old) is not None


def _stands_for(path: str, old: str) -> bool:
    """Whether a file has an old path, or the name that was made of it: not every disk can have every name.

    Of two names that differ in case alone one gets a digest behind it, as does what is left of one that is too long.
    """
    mine, theirs = path.removesuffix(".html").casefold(), old.removesuffix(".html").casefold()
    return mine.startswith(theirs) or theirs.startswith(mine.rpartition("-")[0])
