"""Items of the WordPress export format: a post, page, attachment or comment as XML, its fields in WordPress's order."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from migrator.content.links import Rewrite, rewrite_tree
from migrator.content.tree import inner_html, parse_fragment, remove
from migrator.formats.common.times import Moment
from migrator.formats.common.xml import cdata, escaped, legal, lines, plain, section
from migrator.formats.wxr.plan import WxrPlan

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEVER = "0000-00-00 00:00:00"
# The columns of WordPress's tables; what does not fit is refused there, and the whole item with it.
_NAME_BYTES = 245
_URL_BYTES = 200
_CONTENT_BYTES = 65_000
_TITLE_BYTES = 65_000
_TERM_CHARACTERS = 200
# What `sanitize_text_field` takes out of names as an encoded byte.
_BYTE_CODE = re.compile(r"%(?=[0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrItem:
    """One item; times on the blog's clock and in UTC, `terms` (label, nicename), `meta` (key, value).

    `title` and labels are plain text.
    """

    number: int
    type: str
    status: str
    title: str
    link: str
    guid: str
    author: str = ""
    content: str = ""
    name: str = ""
    published: Moment
    updated: Moment
    parent: int = 0
    attachment_url: str = ""
    comments_open: bool = True
    terms: tuple[tuple[str, str], ...] = ()
    taxonomy: str = "post_tag"
    meta: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentItem:
    """One comment of an item; `parent` is a smaller `number`, or 0."""

    number: int
    author: str
    url: str
    published: Moment
    content: str
    parent: int
    user: int
    meta: tuple[tuple[str, str], ...] = ()


def _clock(moment: Moment) -> str:
    return moment.local.isoformat(" ", "seconds")


def _utc(moment: Moment) -> str:
    return moment.utc.isoformat(" ", "seconds")


def rfc_822(moment: Moment) -> str:
    """Write a time for `pubDate`, in English whatever the machine speaks."""
    when = moment.utc
    day = f"{_DAYS[when.weekday()]}, {when.day:02d} {_MONTHS[when.month - 1]} {when.year:04d}"
    return f"{day} {when.hour:02d}:{when.minute:02d}:{when.second:02d} +0000"


def item_xml(item: WxrItem, comments: Iterable[CommentItem] = ()) -> str:
    """Write an item with its comments."""
    # WordPress gives drafts no UTC time; it dates them when they are published.
    local, utc = _clock(item.published), _utc(item.published)
    changed = (local, utc) if item.updated is item.published else (_clock(item.updated), _utc(item.updated))
    attachment = f"\t{section('wp:attachment_url', item.attachment_url)}\n" if item.attachment_url else ""
    terms = "".join(
        f'\t<category domain="{item.taxonomy}" nicename="{escaped(nicename)}">{cdata(term_name(label))}</category>\n'
        for label, nicename in item.terms
    )
    meta = "".join(f"\t{_metadata('wp:postmeta', key, value)}\n" for key, value in item.meta)
    return f"""<item>
\t<title>{cdata(html_text(item.title, _TITLE_BYTES))}</title>
\t<link>{escaped(item.link)}</link>
\t<pubDate>{rfc_822(item.published)}</pubDate>
\t<dc:creator>{cdata(item.author)}</dc:creator>
\t<guid isPermaLink="false">{escaped(item.guid)}</guid>
\t<description></description>
\t<content:encoded>{cdata(item.content)}</content:encoded>
\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>
\t<wp:post_id>{item.number}</wp:post_id>
\t<wp:post_date><![CDATA[{local}]]></wp:post_date>
\t<wp:post_date_gmt><![CDATA[{_NEVER if item.status == "draft" else utc}]]></wp:post_date_gmt>
\t<wp:post_modified><![CDATA[{changed[0]}]]></wp:post_modified>
\t<wp:post_modified_gmt><![CDATA[{changed[1]}]]></wp:post_modified_gmt>
\t<wp:comment_status><![CDATA[{"open" if item.comments_open else "closed"}]]></wp:comment_status>
\t<wp:ping_status><![CDATA[closed]]></wp:ping_status>
\t<wp:post_name><![CDATA[{item.name}]]></wp:post_name>
\t<wp:status><![CDATA[{item.status}]]></wp:status>
\t<wp:post_parent>{item.parent}</wp:post_parent>
\t<wp:menu_order>0</wp:menu_order>
\t<wp:post_type><![CDATA[{item.type}]]></wp:post_type>
\t<wp:post_password><![CDATA[]]></wp:post_password>
\t<wp:is_sticky>0</wp:is_sticky>
{attachment}{terms}{meta}{"".join(map(_comment_xml, comments))}</item>
"""


def _comment_xml(comment: CommentItem) -> str:
    url = comment.url if len(comment.url.encode("utf-8", "ignore")) <= _URL_BYTES else ""
    content = fitting(comment.content, _CONTENT_BYTES)
    kept = [
        *([] if url == comment.url else [("blogger_author_url", comment.url)]),
        *([] if content == comment.content else [("blogger_content", comment.content)]),
    ]
    meta = "".join(f"\t\t{_metadata('wp:commentmeta', key, value)}\n" for key, value in (*comment.meta, *kept))
    return f"""\t<wp:comment>
\t\t<wp:comment_id>{comment.number}</wp:comment_id>
\t\t<wp:comment_author>{cdata(person_name(comment.author, _NAME_BYTES))}</wp:comment_author>
\t\t<wp:comment_author_email><![CDATA[]]></wp:comment_author_email>
\t\t<wp:comment_author_url>{escaped(url)}</wp:comment_author_url>
\t\t<wp:comment_author_IP><![CDATA[]]></wp:comment_author_IP>
\t\t<wp:comment_date><![CDATA[{_clock(comment.published)}]]></wp:comment_date>
\t\t<wp:comment_date_gmt><![CDATA[{_utc(comment.published)}]]></wp:comment_date_gmt>
\t\t<wp:comment_content>{cdata(content)}</wp:comment_content>
\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>
\t\t<wp:comment_type><![CDATA[comment]]></wp:comment_type>
\t\t<wp:comment_parent>{comment.parent}</wp:comment_parent>
\t\t<wp:comment_user_id>{comment.user}</wp:comment_user_id>
{meta}\t</wp:comment>
"""


def fitting(text: str, most: int) -> str:
    """Cut a text to so many bytes of UTF-8, never inside a character."""
    if len(text) * 4 <= most:
        return text
    raw = text.encode("utf-8", "ignore")
    return text if len(raw) <= most else raw[:most].decode("utf-8", "ignore")


def html_text(
    text: str, most: int, size: Callable[[str], int] = lambda text: len(text.encode("utf-8", "ignore"))
) -> str:
    """Return a plain text as WordPress keeps it, which is as HTML; never cut inside a character reference.

    `most` bounds the result, in bytes of UTF-8 or in what `size` counts.
    """
    written = _escaped(text)
    if len(written) * 4 <= most or size(written) <= most:
        return written
    kept, room = [], most
    for character in text:
        piece = _escaped(character)
        room -= size(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept)


def person_name(name: str, most: int) -> str:
    """Return the name of a person as WordPress keeps it, in at most so many bytes."""
    return _whole_percents(html_text(name, most))


def term_name(label: str) -> str:
    """Return the name of a term as WordPress keeps it, in at most 200 characters."""
    return _whole_percents(html_text(label, _TERM_CHARACTERS, len))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _whole_percents(text: str) -> str:
    return _BYTE_CODE.sub("&#37;", text) if "%" in text else text


def _metadata(element: str, key: str, value: str) -> str:
    """Write a `wp:postmeta` or `wp:commentmeta`."""
    return f"<{element}>{section('wp:meta_key', key)}{section('wp:meta_value', value)}</{element}>"


# Bodies for WordPress's classic editor, which makes breaks of line ends and shortcodes of square brackets.

_SHORTCODE = re.compile(r"\[(?=/?[A-Za-z])")
# What WordPress draws as a face where it stands alone (`smilies_init` in its functions); Blogger shows it as typed.
_FACE = re.compile(
    r"([:;8])(?<![^\s>].)(?=(?:-?[()?|DPOox]|mrgreen:|neutral:|twisted:|arrow:|shock:|smile:|cool:|evil:|grin:|idea:"
    r"|oops:|razz:|roll:|wink:|cry:|eek:|lol:|mad:|sad:|\?\?\?:|\?:|!:)(?:[\s<]|$))"
)
_KEEPS_LINES = frozenset({"pre", "textarea", "listing"})
_HAS_LINES = re.compile("<(?:pre|textarea|listing)", re.IGNORECASE)


def classic(html: str, rewrite: Rewrite) -> str:
    """Return a body that shows in WordPress as it did: links rewritten, lines joined outside `pre`, `<!--more-->`."""
    if "<" not in html:  # most comments
        return _literal(_on_one_line(legal(html).strip()))
    root = parse_fragment(html)
    rewrite_tree(root, rewrite)
    for anchor in list(root.iter("a")):
        if "more" in {anchor.get("name"), anchor.get("id")} and not anchor.get("href"):
            _jump_break(anchor)
    if not _HAS_LINES.search(html):  # nearly all: the quick way gives the same
        return _literal(_on_one_line(inner_html(root)))
    _join_lines(root)
    return _literal(inner_html(root))


def _on_one_line(text: str) -> str:
    """Put a space in the place of each line end and of the space around it."""
    if "\n" not in text and "\r" not in text:
        return text
    first, *others = text.replace("\r", "\n").split("\n")
    *between, last = others
    parts = [first.rstrip(" \t"), *filter(None, (part.strip(" \t") for part in between)), last.lstrip(" \t")]
    return " ".join(parts)


def _literal(html: str) -> str:
    """Write by a reference what WordPress would take for more than text."""
    return _FACE.sub(lambda face: f"&#{ord(face[1])};", _SHORTCODE.sub("&#91;", html))


def spoken(html: str, rewrite: Rewrite) -> str:
    """Give a comment as WordPress keeps its own: a line end behind each break, which is one where tags are refused."""
    return classic(html, rewrite).replace("<br>", "<br />\n")


def _jump_break(anchor: etree._Element) -> None:
    """Put WordPress's own jump break before the anchor that Blogger shows for it; an empty anchor goes."""
    anchor.addprevious(etree.Comment("more"))
    if len(anchor) == 0 and not (anchor.text or "").strip():
        remove(anchor)


def _join_lines(root: etree._Element) -> None:
    kept: etree._Element | None = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            if kept is None and node.tag in _KEEPS_LINES:
                kept = node
            elif kept is None and node.text and "\n" in node.text:
                node.text = _on_one_line(node.text)
            continue
        if node is kept:
            kept = None
        if kept is None and node.tail and "\n" in node.tail:
            node.tail = _on_one_line(node.tail)


# The frame of a WXR file around its items.
#
# Format: WordPress `wp-admin/includes/export.php`, version 1.2.

_TERM_NAME_BYTES = 200

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="blog-migrator" created="{created}" -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
"""
FOOT = "</channel>\n</rss>\n"


def head(plan: WxrPlan, created: Moment) -> str:
    """Return what stands before the items: the blog, its authors and terms."""
    blog = plan.blog
    home = plan.options.site.rstrip("/")
    parts = [
        plain("title", blog.title),
        plain("link", home),
        plain("description", blog.description),
        plain("pubDate", rfc_822(created)),
        plain("language", blog.language),
        plain("wp:wxr_version", "1.2"),
        plain("wp:base_site_url", home),
        plain("wp:base_blog_url", home),
        *_authors(plan),
        *_terms(plan),
        plain("generator", "blog-migrator"),
    ]
    return _HEAD.format(created=created.utc.isoformat(sep=" ", timespec="minutes")) + lines("\t", parts)


def _authors(plan: WxrPlan) -> Iterator[str]:
    for number, author in enumerate(plan.authors, 1):
        fields = [
            plain("wp:author_id", number),
            section("wp:author_login", plan.logins[author.id]),
            section("wp:author_email", ""),
            section("wp:author_display_name", person_name(author.name, _TERM_NAME_BYTES)),
            section("wp:author_first_name", ""),
            section("wp:author_last_name", ""),
        ]
        yield f"<wp:author>{''.join(fields)}</wp:author>"


def _terms(plan: WxrPlan) -> Iterator[str]:
    tags = plan.options.taxonomy == "post_tag"
    for number, label in enumerate(plan.labels, 1):
        nicename = plan.nicenames[label]
        if tags:
            fields = [section("wp:tag_slug", nicename), section("wp:tag_name", term_name(label))]
            yield f"<wp:tag>{plain('wp:term_id', number)}{''.join(fields)}</wp:tag>"
        else:
            fields = [
                section("wp:category_nicename", nicename),
                section("wp:category_parent", ""),
                section("wp:cat_name", term_name(label)),
            ]
            yield f"<wp:category>{plain('wp:term_id', number)}{''.join(fields)}</wp:category>"
