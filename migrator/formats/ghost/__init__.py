"""Ghost: a zip file for its importer, with posts as JSON and pictures beside them, and redirects for old addresses.

Format: docs.ghost.org/migration/custom. Ghost imports all or nothing and does not say which; one value that it refuses
(a blank title, one of more than 255 characters, a person without e-mail) leaves the site empty. So every value here is
held within what its tables take (`core/server/data/schema/schema.js`).
"""

import io
import zipfile
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any, ClassVar

from migrator.content.links import BodyLinks, held_files, rewrite_html
from migrator.formats.common import readback_json
from migrator.formats.common.format import Format, ReadbackFacts
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.losses import LossTally
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.redirect_files import Hosts, plain_lists
from migrator.formats.common.times import Moment, moment, zone_advice
from migrator.formats.ghost.plan import GhostFile, GhostPlan, ghost_file, redirects
from migrator.formats.json import JsonObject, json_line
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.model.schema import Post, PostStatus

_VERSION = "5.130.6"
_LONGEST_TITLE = 255
_LONGEST_NAME = 191
_STATUS = {
    PostStatus.PUBLISHED: "published",
    PostStatus.DRAFT: "draft",
    PostStatus.SCHEDULED: "scheduled",
    PostStatus.REMOVED: "draft",
}
_CHUNK = 1 << 16


class GhostExporter(Format):
    """Writes `blog.ghost.zip`, `redirects.json` and the steps to take."""

    name: ClassVar[str] = "ghost"
    summary: ClassVar[str] = "a zip file for Ghost's importer: posts, pages, tags, authors, pictures; and redirects"
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "comments: Ghost imports none",
        "the jump break: Ghost has no such mark",
        "archives by month, and feeds of labels and comments: redirects lead to what is nearest",
        "where a post was written",
        "titles beyond 255 characters, names beyond 191: they are cut",
        "earlier versions of edited posts",
    )
    sign: ClassVar[str] = "blog.ghost.zip"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(label_signs="#")

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:
        """Yield the zip file, the redirects and the steps, then what is lost."""
        document = _GhostImport(view, options)
        yield OutputFile(path="blog.ghost.zip", content=zipped(document.entries()))
        yield OutputFile(path="redirects.json", content=_listed(redirects(document.plan, view)))
        zone = zone_advice(view.blog().timezone, (one.published for one in view.summaries()))
        yield from plain_lists(document.plan.moves(view), document.hosts, table="old-addresses.csv")
        yield OutputFile(path="README.txt", content=_guide(zone, options.base_url).encode())
        yield from document.tally.losses(view)
        yield from document.notices
        for media in view.media():
            if ghost_file(media) is None:
                detail = media.error or ("of a kind that Ghost refuses" if media.path else media.status.value)
                yield Notice(code="media-remote", url=media.url, detail=detail)

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback_json.ghost_posts(folder)


class _GhostImport:
    """The import of one blog."""

    def __init__(self, view: ArchiveView, options: ExportOptions) -> None:
        self.plan = GhostPlan(view, options.base_url)
        self.hosts = Hosts(old=(self.plan.address.host, *sorted(view.aliases())), base_url=options.base_url)
        self.tally = LossTally()
        self.notices: list[Notice] = []
        self._view = view
        self._made = moment(view.blog().crawled_at)
        self._authors = {author.id: number for number, author in enumerate(self.plan.authors, 1)}
        self._labels = {label: number for number, label in enumerate(self.plan.tags, 1)}
        # Rows (post, tag or person) for the tables behind the posts: numbers alone, for as many posts as there are.
        self._tagged = array("L")
        self._written = array("L")

    def entries(self) -> Iterator[tuple[str, Iterator[bytes], int | None]]:
        """Yield the files of the zip: the JSON, then the pictures."""
        yield "blog.json", self._json(), None
        given: set[int] = set()
        for media in self._view.media():
            file = ghost_file(media)
            if file is not None and hash(file.path) not in given:
                given.add(hash(file.path))
                yield file.path, self._bytes(file), media.bytes or 0

    def _bytes(self, file: GhostFile) -> Iterator[bytes]:
        with self._view.open_media(file.media) as source:
            while block := source.read(_CHUNK):
                yield block

    def _json(self) -> Iterator[bytes]:
        made = self._made.utc.replace(tzinfo=UTC).timestamp() * 1000 if self._made is not None else 0
        yield b'{"meta":' + json_line({"exported_on": int(made), "version": _VERSION}) + b',\n"data":{\n"users":'
        yield from _listed(self._users())
        yield b',\n"roles":[{"id":"1","name":"Author"}],\n"roles_users":'
        yield from _listed(
            {"id": str(number), "role_id": "1", "user_id": str(number)} for number in self._authors.values()
        )
        yield b',\n"tags":'
        yield from _listed(self._tags())
        yield b',\n"posts":'
        yield from _listed(self._posts())
        yield b',\n"posts_tags":'
        yield from _listed(_rows(self._tagged, "tag_id"))
        yield b',\n"posts_authors":'
        yield from _listed(_rows(self._written, "author_id"))
        yield b"}}\n"

    def _users(self) -> Iterator[JsonObject]:
        for author in self.plan.authors:
            login = self.plan.logins[author.id]
            # Ghost refuses people without an address; nothing is ever delivered below `invalid` (RFC 2606).
            user: JsonObject = {
                "id": str(self._authors[author.id]),
                "name": author.name[:_LONGEST_NAME] or login,
                "slug": login,
                "email": f"{login[:48].strip('-')}-{self._authors[author.id]}@blogger.invalid",
                "profile_image": author.avatar if author.avatar and author.avatar.startswith("http") else None,
            }
            yield user

    def _tags(self) -> Iterator[JsonObject]:
        for label, tag in self.plan.tags.items():
            yield {"id": str(self._labels[label]), "name": tag.name, "slug": tag.slug}

    def _posts(self) -> Iterator[JsonObject]:
        for number, post in enumerate(self._view.posts(), 1):
            for label in dict.fromkeys(post.labels):
                self._tagged.extend((number, self._labels[label]))
            if post.author in self._authors:
                self._written.extend((number, self._authors[post.author]))
            self._count(number, post)
            yield self._post(number, post)

    def _count(self, number: int, post: Post) -> None:
        self.tally.add("comments", number, len(post.comments))
        self.tally.add("places", number, int(post.location is not None))
        self.tally.add("attached files", number, len(post.enclosures))
        self.tally.add("addresses that titles lead to", number, int(post.link is not None))
        self.tally.add("removals (drafts there)", number, int(post.status is PostStatus.REMOVED))
        self.tally.add("ends of long titles", number, int(len(post.title.strip()) > _LONGEST_TITLE))
        self.tally.add(
            "jump breaks", number, int('name="more"' in post.content_html or "<!--more-->" in post.content_html)
        )

    def _post(self, number: int, post: Post) -> JsonObject:
        published = moment(post.published) or self._month_of(post)
        changed = moment(post.updated) or published or self._made
        links = BodyLinks(
            address=self.plan.address,
            base=post.url or self.plan.blog.url,
            post=self.plan.target,
            files=held_files(self._files(post)),
        )
        told: JsonObject = {
            "id": str(number),
            "title": post.title.strip()[:_LONGEST_TITLE].strip() or "(Untitled)",
            "slug": self.plan.slug(post),
            "lexical": _lexical(rewrite_html(post.content_html, links.target)),
            "comment_id": (post.platform_id or post.id)[:50],
            "type": post.type.value,
            "status": _STATUS[post.status],
            "visibility": "public",
            "created_at": _utc(published or changed),
            "updated_at": _utc(changed),
        }
        if post.status is not PostStatus.DRAFT and published is not None:
            told["published_at"] = _utc(published)
        if published is None and post.status is not PostStatus.DRAFT:
            told["published_at"] = _utc(changed)
            self.notices.append(Notice(code="date-assumed", url=post.url, detail=str(_utc(changed))))
        return told

    def _month_of(self, post: Post) -> Moment | None:
        parts = self.plan.address.path(post.url).split("/") if post.url else []
        return moment(f"{parts[0]}-{parts[1]}-01") if len(parts) > 2 else None

    def _files(self, post: Post) -> dict[str, tuple[str, ...]]:
        """Return the new place of each held file of a post with all its old addresses."""
        places: dict[str, tuple[str, ...]] = {}
        for media_id in post.media:
            media = self._view.media_by_id(media_id)
            file = ghost_file(media) if media is not None else None
            if file is not None:
                places[file.address] = (*places.get(file.address, ()), file.media.url, *file.media.urls)
        return places


def _lexical(html: str) -> str:
    """Wrap a body in Ghost's document format: one HTML card, which it keeps as it is."""
    card: JsonObject = {"type": "html", "version": 1, "html": html}
    empty: JsonObject = {
        "children": [],
        "direction": None,
        "format": "",
        "indent": 0,
        "type": "paragraph",
        "version": 1,
    }
    root: JsonObject = {
        "children": [card if html else empty],
        "direction": None,
        "format": "",
        "indent": 0,
        "type": "root",
        "version": 1,
    }
    return json_line({"root": root}).decode()


def _utc(when: Moment | None) -> str | None:
    return None if when is None else when.utc.isoformat(timespec="milliseconds") + "Z"


def _rows(numbers: "array[int]", column: str) -> Iterator[JsonObject]:
    """Yield the rows of a table that ties posts to something, in the order of each post."""
    before, order = 0, 0
    for place in range(0, len(numbers), 2):
        post, other = numbers[place], numbers[place + 1]
        order = order + 1 if post == before else 0
        before = post
        yield {"id": str(place // 2 + 1), "post_id": str(post), column: str(other), "sort_order": order}


def _listed(objects: Iterator[JsonObject]) -> Iterator[bytes]:
    separator = b"[\n"
    for value in objects:
        yield separator + json_line(value)
        separator = b",\n"
    yield b"[]" if separator == b"[\n" else b"]"


def _guide(zone: str, base_url: str | None) -> str:
    links = f"Links between the posts lead to {base_url} (--base-url)." if base_url else _RELATIVE
    return _GUIDE.format(zone=zone, links=links)


_RELATIVE = "Links between the posts are relative, so they hold wherever the site lives (without --base-url)."
_GUIDE = """How to bring this blog into Ghost
==================================

1. Settings, Advanced, Import/Export: choose Universal Import and take blog.ghost.zip. Ghost says nothing at once; it
   sends an e-mail when it is done, or when it gave up. If a large file is refused, unpack it, copy content/images into
   the folder of the same name on the server, and import blog.json alone.
2. Settings, Advanced, Labs: upload redirects.json, which leads visitors from old addresses to the new ones. The same
   as a table for other uses: old-addresses.csv.
3. Settings, General, Publication: set the time zone to
   {zone}.
4. The authors are there with addresses that do not exist (…@blogger.invalid). Give them real ones, and invite them,
   under Settings, Staff.
5. {links}
6. When all is there, send the readers of the old blog on: paste blogger-template.xml into its template (Theme, Edit
   HTML), right behind <head>, with your address in it; each page leads to the same page here.

An import that is repeated makes every post twice: delete the first before the second.
Comments are not in it, because Ghost imports none; losses.json counts them post by post.
"""


# A zip file as a stream of chunks: nothing is sought in it, so it can be written while it is made.

_LARGE = 1 << 31


class _Pipe(io.RawIOBase):
    """Takes what is written and hands it on."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        self._chunks.append(chunk)
        return len(chunk)

    def taken(self) -> bytes:
        """Return what came since the last time."""
        joined = b"".join(self._chunks)
        self._chunks.clear()
        return joined


def zipped(entries: Iterable[tuple[str, Iterable[bytes], int | None]]) -> Iterator[bytes]:
    """Zip (path, chunks, size in bytes, None where it is to be compressed and not known), with a fixed time.

    What has a size is stored as it is: pictures do not get smaller.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, chunks, size in entries:
            entry = zipfile.ZipInfo(path)  # its default time is 1980-01-01, the same in every run
            entry.compress_type = zipfile.ZIP_DEFLATED if size is None else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=(size or 0) >= _LARGE) as stream:
                for chunk in chunks:
                    stream.write(chunk)
                    if ready := pipe.taken():
                        yield ready
    yield pipe.taken()
