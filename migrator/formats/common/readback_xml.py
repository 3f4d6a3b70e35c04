"""XML forms: WordPress's WXR and Blogger's own Atom, an item at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import unquote

from lxml import etree

from migrator.formats.common.found import ReadbackPost, with_body
from migrator.formats.common.place import ExportFolder
from migrator.model.errors import ExportDamaged

_WP = "{http://wordpress.org/export/1.2/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"
_THREAD = "{http://purl.org/syndication/thread/1.0}in-reply-to"
_KIND = "http://schemas.google.com/blogger/2008/kind#"
_LABEL = "http://www.blogger.com/atom/ns#"


def _elements(place: ExportFolder, path: str, tag: str) -> Iterator[etree._Element]:
    """Yield elements as they are read; no entities, nothing from outside."""
    with place.open(path) as file:
        try:
            for _, element in etree.iterparse(
                file,
                events=("end",),
                tag=tag,
                resolve_entities=False,
                no_network=True,
                huge_tree=True,
                remove_comments=True,
            ):
                yield element
                element.clear()
                while element.getprevious() is not None and (parent := element.getparent()) is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            raise ExportDamaged(f"{place.folder / path} can't be read: {error}.") from error


def wxr_posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts and pages of the WXR files; attachments are none."""
    for path in place.files(".xml"):
        for item in _elements(place, path, "item") if path.endswith(".wxr.xml") or "wxr" in path else ():
            if item.findtext(f"{_WP}post_type") in {"post", "page"}:
                yield _wxr(item, path)


def _wxr(item: etree._Element, path: str) -> ReadbackPost:
    meta = {
        one.findtext(f"{_WP}meta_key") or "": one.findtext(f"{_WP}meta_value") or ""
        for one in item.iter(f"{_WP}postmeta")
    }
    moment = (item.findtext(f"{_WP}post_date_gmt") or "").replace(" ", "T")
    draft = item.findtext(f"{_WP}status") == "draft"
    permalink = meta.get("blogger_permalink", "")
    found = ReadbackPost(
        where=path,
        ids=(meta.get("blogger_id", ""),),
        url=meta.get("blogger_url", ""),
        title=unescape(item.findtext("title") or ""),
        published=None if draft or moment.startswith("0000") or not moment else f"{moment}+00:00",
        labels=tuple(
            unescape(one.text or "") for one in item.iter("category") if one.get("domain") in {"post_tag", "category"}
        ),
        comments=tuple(_comment_id(one) for one in item.iter(f"{_WP}comment")),
        addresses=(unquote(permalink),) if permalink else (),
    )
    # A long text stands in several parts, with comments between them.
    content = item.find(_CONTENT)
    return with_body(found, "" if content is None else "".join(str(part) for part in content.itertext()))


def _comment_id(comment: etree._Element) -> str:
    for one in comment.iter(f"{_WP}commentmeta"):
        if one.findtext(f"{_WP}meta_key") == "blogger_id":
            return one.findtext(f"{_WP}meta_value") or ""
    return ""


@dataclass(slots=True)
class _Thread:
    """A post of an Atom file, whose comments stand behind it."""

    found: ReadbackPost
    comments: list[str] = field(default_factory=list)


def atom_posts(place: ExportFolder) -> Iterator[ReadbackPost]:
    """Yield the posts and pages of the backup file, each with the comments behind it."""
    threads: dict[str, _Thread] = {}
    for entry in _elements(place, "blog.atom.xml", f"{_ATOM}entry"):
        kinds = {one.get("term") or "" for one in entry.iter(f"{_ATOM}category")}
        number = (entry.findtext(f"{_ATOM}id") or "").rpartition("-")[2]
        if f"{_KIND}comment" in kinds:
            parent = entry.find(_THREAD)
            thread = threads.get((parent.get("ref") or "").rpartition("-")[2]) if parent is not None else None
            if thread is not None:
                thread.comments.append(number)
        elif kinds & {f"{_KIND}post", f"{_KIND}page"}:
            # Comments follow their post: those of the one before are all there.
            yield from _whole(threads)
            threads = {number: _Thread(_atom(entry, number))}
    yield from _whole(threads)


def _whole(threads: dict[str, _Thread]) -> Iterator[ReadbackPost]:
    for thread in threads.values():
        yield replace(thread.found, comments=tuple(thread.comments))


def _atom(entry: etree._Element, number: str) -> ReadbackPost:
    link = next((one.get("href") for one in entry.iter(f"{_ATOM}link") if one.get("rel") == "alternate"), None)
    title = entry.find(f"{_ATOM}title")
    found = ReadbackPost(
        where="blog.atom.xml",
        ids=(number,),
        url=link or "",
        title=None if title is None or title.get("type") == "html" else title.text or "",
        published=entry.findtext(f"{_ATOM}published"),
        labels=tuple(one.get("term") or "" for one in entry.iter(f"{_ATOM}category") if one.get("scheme") == _LABEL),
    )
    return with_body(found, entry.findtext(f"{_ATOM}content") or "")
