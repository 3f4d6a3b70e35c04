"""WXR 1.2, the WordPress export format, made for what the WordPress importer does with it.

It matches posts by type, time and title, comments by number, terms by slug, authors by login, and replaces addresses
of attachments as text; so all of these are unique here, whatever the blog had.
"""

from collections.abc import Iterator
from typing import ClassVar

from migrator.formats.common import readback_xml
from migrator.formats.common.format import Format, ReadbackFacts
from migrator.formats.common.found import ReadbackPost
from migrator.formats.common.losses import LossTally
from migrator.formats.common.place import ExportFolder
from migrator.formats.common.redirect_files import Hosts, plain_lists
from migrator.formats.common.times import zone_advice
from migrator.formats.common.xml import encoded
from migrator.formats.wxr.attachments import stored_name
from migrator.formats.wxr.guide import guide
from migrator.formats.wxr.items import FOOT, head
from migrator.formats.wxr.options import FOLDER, WxrOptions, wxr_options
from migrator.formats.wxr.plan import WxrPlan
from migrator.formats.wxr.plugin import plugin
from migrator.formats.wxr.posts import Attachment, PostWriter, file_time
from migrator.model.notices import Notice
from migrator.model.ports import ArchiveView, ExportOptions, Loss, OutputFile
from migrator.model.schema import MediaStatus


class WxrExporter(Format):
    """Writes `blog.wxr.xml`, or with `--split` as many parts as it takes, each complete in itself."""

    name: ClassVar[str] = "wxr"
    summary: ClassVar[str] = "one file for the WordPress importer: posts, pages, drafts, tags, authors, comments, media"
    takes: ClassVar[tuple[str, ...]] = ("labels", "media", "split")
    cannot_hold: ClassVar[tuple[str, ...]] = (
        "the time of the last change as a date (it is kept as the post's field `blogger_updated`)",
        "pictures of people who comment (kept as the comment's field `blogger_avatar`)",
        "addresses of static pages under /p/, of labels, and of posts whose name another post has: redirects lead on",
        "drawings in SVG: they stay where they were",
        "earlier versions of edited posts",
    )
    sign: ClassVar[str] = "blog.wxr.xml"
    facts: ClassVar[ReadbackFacts] = ReadbackFacts(addresses=True, takes_host=True, removed_comments=False)

    def export(self, view: ArchiveView, options: ExportOptions) -> Iterator[OutputFile | Notice | Loss]:
        """Yield the parts, the redirects, the files, how to import all that, and what had to change."""
        chosen = wxr_options(options, view.blog().url)
        document = _WxrFile(view, chosen, options.source_date_epoch)
        parts: list[str] = []
        for part in document.parts():
            parts.append(part.path)
            yield part
        found = document.plan.redirects(view)
        yield OutputFile(path="mu-plugins/blogger-addresses.php", content=plugin(document.plan, view, found.given))
        if chosen.copies:
            yield from _copies(view)
        hosts = Hosts(old=(document.plan.address.host, *sorted(view.aliases())), base_url=options.base_url)
        yield from plain_lists(found.rules, hosts, squarespace=True)
        zone = zone_advice(view.blog().timezone, (one.published for one in view.summaries()))
        yield OutputFile(path="README.txt", content=guide(document.plan, parts, zone).encode())
        yield from document.tally.losses(view)
        yield from document.plan.renamed(view)
        yield from document.plan.notices
        yield from found.notices

    def posts(self, folder: ExportFolder) -> Iterator[ReadbackPost]:
        """Yield every post that an export holds."""
        return readback_xml.wxr_posts(folder)


def _copies(view: ArchiveView) -> Iterator[OutputFile]:
    """Yield the held files under the names by which `wp import --source-dir` finds them."""
    given: set[int] = set()
    for media in view.media():
        if media.status is MediaStatus.HELD and media.path and hash(media.path) not in given:
            given.add(hash(media.path))
            yield OutputFile(path=f"{FOLDER}/{stored_name(media)}", content=media)


class _WxrFile:
    """The file of one blog, in the order in which WordPress writes it, cut where it gets too large."""

    def __init__(self, view: ArchiveView, options: WxrOptions, epoch: int | None) -> None:
        self.plan = WxrPlan(view, options)
        self._created = file_time(self.plan.blog.crawled_at, epoch)
        self.tally = LossTally()
        self._posts = PostWriter(view, self.plan, self._created, self.tally)
        self._written = self._posts.written()
        self._next = next(self._written, None)
        self._attached: set[int] = set()

    def parts(self) -> Iterator[OutputFile]:
        """Yield the parts; each is written before the next is begun."""
        if self.plan.options.part_bytes is None:
            yield OutputFile(path="blog.wxr.xml", content=self._part(1))
            return
        number = 1
        yield OutputFile(path="blog-001.wxr.xml", content=self._part(number))
        while self._next is not None:
            number += 1
            yield OutputFile(path=f"blog-{number:03d}.wxr.xml", content=self._part(number))

    def _part(self, number: int) -> Iterator[bytes]:
        """Yield a part, a post with its files at a time: it is complete without the parts before it."""
        self._attached.clear()
        begin = encoded(head(self.plan, self._created))
        yield begin
        written, limit = len(begin) + len(FOOT), self.plan.options.part_bytes
        first = True
        while self._next is not None:
            xml, files = self._next
            fresh = [one for one in files if hash(one.place) not in self._attached]
            block = encoded(xml)
            # A file is an item of some 1,700 bytes.
            if limit is not None and not first and written + len(block) + 1_700 * len(fresh) > limit:
                break
            yield block
            for one in self._attach(fresh, number):
                written += len(one)
                yield one
            written += len(block)
            first = False
            self._next = next(self._written, None)
        yield FOOT.encode()

    def _attach(self, fresh: list[Attachment], part: int) -> Iterator[bytes]:
        for one in fresh:
            self._attached.add(hash(one.place))
            yield encoded(self._posts.attachment(one, part))
