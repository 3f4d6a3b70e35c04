"""A page of any family to what it tells: its posts, comments, links, counts and the notices of the way there."""

from dataclasses import dataclass, field, replace
from html import escape

from lxml import etree

from migrator.addresses import urls
from migrator.content.clean import clean_element
from migrator.content.images import media_in
from migrator.content.tree import inner_html, remove
from migrator.model.documents import Declared, Extent, OpenDate, PageType, Parsed, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Author, Blog, Comment, Post, PostType
from migrator.pages import dating, fields
from migrator.pages.authors import author_of
from migrator.pages.body_edges import set_aside
from migrator.pages.comments import common as commenting
from migrator.pages.comments import found as comments_found
from migrator.pages.confidence import ALL_DOUBTED, WORTH_TELLING, doubt_of_comments, doubtful_fields, seen_uncleaned
from migrator.pages.declared_comments import comments_declared
from migrator.pages.document import Document
from migrator.pages.elements import text_of, typed_title
from migrator.pages.fallback import densest, general
from migrator.pages.families.common.base import Family
from migrator.pages.fields import told_fields
from migrator.pages.index import Zones
from migrator.pages.jsonld import Stated, read_jsonld
from migrator.pages.labels import labels_of
from migrator.pages.links import archive_total, read_links
from migrator.pages.page_notices import page_notices
from migrator.pages.pagetype import page_type
from migrator.pages.segment import PageSegments, PostBlock, cut_up
from migrator.pages.titles import title_in_data, title_of, title_of_head
from migrator.pages.unrendered import failed_gadget, is_empty, leads_on


@dataclass(slots=True)
class PageParser:
    """The reading of one page in progress."""

    document: Document
    family: Family
    layout: PageSegments
    kind: PageType
    stated: list[Stated]
    notices: list[Notice] = field(default_factory=list)
    provenance: dict[str, str] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    typed_titles: list[str] = field(default_factory=list)
    orders: set[tuple[str, str]] = field(default_factory=set)
    open_dates: list[OpenDate] = field(default_factory=list)

    @property
    def single(self) -> bool:
        """Whether the page is about one post."""
        return self.kind in {PageType.POST, PageType.PAGE}

    def merge_dates(self, dated: dating.Dated, author: Author | None) -> None:
        """Keep a post's author, what its dates prove, and what is unclear in them."""
        if author:
            self.authors.setdefault(author.id, author)
        self.notices.extend(dated.notices)
        self.orders.update(("post", order) for order in dated.orders)

    def own_url(self) -> str:
        """Return the address of the post that the page is about, as the blog itself states it."""
        head = self.document.head
        stated = head.og_url or head.canonical or self.document.url
        return stated.partition("?")[0].partition("#")[0]

    def stated_for(self, url: str | None, place: int) -> Stated | None:
        """Return the JSON-LD of a post: by address, else the only one of a page about one post, else by place."""
        key = self.document.home.key(url) if url and self.document.home else None
        for one in self.stated:
            if key is not None and one.url and self.document.home and self.document.home.key(one.url) == key:
                return one
        if self.single:
            return self.stated[0] if self.stated else None
        same = len(self.stated) == len(self.layout.blocks)
        return self.stated[place] if same and not self.stated[place].url else None


def _told(reading: PageParser, name: str, rung: str) -> None:
    if rung:
        reading.provenance.setdefault(name, rung)


def _body(reading: PageParser, block: PostBlock, strange: list[etree._Element]) -> tuple[str, tuple[str, ...]]:
    """Return the HTML of a body and the ids of its media; the elements of `strange` in it are not the author's."""
    for element in strange:
        remove(element)
    if block.extent is Extent.NONE:
        return "", ()
    element = block.body.element
    if block.extent is Extent.SNIPPET:
        marks = (".snippet-item", ".r-snippetized", ".post-snippet")
        inner = next(reading.document.index.within(block.body.order, block.body.end, *marks), block.body)
        return escape(text_of(inner.element), quote=False), ()
    clean_element(element, reading.document.url)
    if reading.family.name == "classic":
        reading.typed_titles.append(typed_title(element))
    ids = tuple(use.id for use in media_in(element))
    return inner_html(element), ids


def _extent(reading: PageParser, block: PostBlock) -> Extent:
    return block.extent if reading.single else min(block.extent, Extent.CUT)


def _permalink(reading: PageParser, block: PostBlock, number: str | None) -> str:
    layout = reading.layout
    found = fields.classic_permalink(layout, block, number) if layout.selectors.byline else None
    found = found or fields.permalink_of(layout, block)
    if not found and number:
        found = f"{reading.document.url.partition('#')[0]}#{number}"
    return urls.for_readers(found or "")


def read_post(reading: PageParser, block: PostBlock, place: int) -> SeenPost:
    """Read one post."""
    layout = reading.layout
    number = fields.number_of(layout, block)
    url = reading.own_url() if reading.single else _permalink(reading, block, number)
    stated = reading.stated_for(url, place)
    known = title_in_data(layout, number, None if reading.single else place)
    title = title_of(layout, block, stated, known, single=reading.single)
    dated = dating.published_of(layout, block, stated, url, number)
    author, author_rung = author_of(layout, block, stated, number)
    told_labels = labels_of(layout, block, single=reading.single)
    labels = told_labels.names
    updated = dating.updated_of(layout, block, stated)
    count = comments_declared(layout.document) if reading.single else fields.comment_count_of(layout, block)
    reading.merge_dates(dated, author)
    uncleaned = seen_uncleaned(layout, block, number)
    html, media = _body(reading, block, [*told_labels.boxes, *(box.element for box in block.boxes)])
    told = {"title": title.rung, "published": dated.rung, "author": author_rung, "labels": told_labels.rung}
    for name, rung in told.items():
        _told(reading, name, rung)
    post = Post(
        id=urls.post_id(number, url),
        platform_id=number,
        type=PostType.PAGE if reading.kind is PageType.PAGE else PostType.POST,
        url=url,
        slug=urls.slug_of(url) if url else "",
        title=title.value,
        published=dated.value,
        updated=updated,
        author=author.id if author else None,
        labels=labels or (),
        content_html=html,
        media=media,
        comment_count=count,
        location=fields.location_of(layout, block),
    )
    under = urls.label_of(reading.document.url) if reading.kind is PageType.LABEL else ""
    tells = told_fields(post, block.extent, single=reading.single, labels=labels is not None)
    seen = SeenPost(post=post, extent=_extent(reading, block), tells=tells, listed_under=under, guessed=layout.guessed)
    doubtful = doubtful_fields(layout, seen, stated, title, told | uncleaned)
    return replace(seen, doubtful=doubtful, open_dates=dated.left_open())


def read_comments(reading: PageParser, published: str | None, author: Author | None) -> tuple[Comment, ...]:
    """Read the comments of a page about one post, whatever generation of markup they are in."""
    document = reading.document
    around = commenting.CommentContext(
        url=document.url,
        locale=document.language,
        offset=dating.offset_minutes(published),
        author_url=author.url if author else None,
        post_day=(published or "")[:10],
    )
    markup, drafts = comments_found.read(document)
    _told(reading, "comments", markup)
    comments = commenting.finish(drafts, around)
    reading.notices.extend(around.notices())
    reading.orders.update(("comment", order) for order in around.orders)
    reading.open_dates += around.open_dates
    return comments


def _with_comments(reading: PageParser, seen: SeenPost) -> SeenPost:
    post = seen.post
    comments = read_comments(reading, post.published, reading.authors.get(post.author or ""))
    tells = seen.tells | ({"comments"} if comments else frozenset())
    left_open = (*seen.open_dates, *reading.open_dates)
    post = replace(post, comments=comments)
    doubtful = seen.doubtful | ({"comments"} if doubt_of_comments(post) else frozenset())
    if weak := sorted(tells & doubtful & WORTH_TELLING):
        detail = f"on weak evidence: {', '.join(weak)}"
        reading.notices.append(Notice(code="doubtful-value", url=post.url, detail=detail))
    return replace(seen, post=post, tells=tells, open_dates=left_open, doubtful=doubtful)


def _climb_ladder(reading: PageParser) -> None:
    """Where no mark tells the body of a page about one post, look for prose; a shell without prose has none to find."""
    layout, document = reading.layout, reading.document
    if layout.blocks and layout.blocks[0].extent is not Extent.NONE:
        return
    layout.blocks = []
    if reading.family.is_shell:
        detail = "the theme's script loads the posts from the feed"
        reading.notices.append(Notice(code="dynamic-view", url=document.url, detail=detail))
        return
    if is_empty(document.index) or failed_gadget(document.index):
        return
    foreign = [*layout.foreign_nodes, *document.index.all("header", "footer", "nav")]
    found = general(document, foreign)
    layout.rung, layout.guessed = "general extraction" if found else "most prose", True
    found = found or densest(document, Zones(foreign))
    if found is None:
        return
    layout.hide_bodies([found])
    layout.blocks = [PostBlock(found, Extent.FULL, [(0, len(document.index.order))])]
    detail = f"no known mark of a body; found by {layout.rung}"
    reading.notices.append(Notice(code="generic-extraction", url=document.url, detail=detail))


def _with_typed_titles(reading: PageParser, posts: list[SeenPost]) -> list[SeenPost]:
    """Take the bold first lines for titles where a blog has no titles and its posts all begin so.

    Blogger had no title field at first (and could switch it off), so authors typed titles into the body.
    """
    typed = reading.typed_titles
    if reading.family.name != "classic" or len(typed) != len(posts) or any(seen.post.title for seen in posts):
        return posts
    if sum(map(bool, typed)) < max(2, 0.6 * len(posts)):
        return posts
    reading.provenance["title"] = "bold first line"
    return [replace(seen, post=replace(seen.post, title=title)) for seen, title in zip(posts, typed, strict=True)]


def _shell_post(reading: PageParser) -> SeenPost | None:
    """Read a page that names its post without showing it."""
    document = reading.document
    number = document.context.post_number or None
    title = title_of_head(document)
    if not reading.single or not (number or title.value):
        return None
    url = reading.own_url()
    _told(reading, "title", title.rung)
    tells = {"title", "type", "url"} | ({"platform_id"} if number else set())
    post = Post(
        id=urls.post_id(number, url),
        platform_id=number,
        type=PostType.PAGE if reading.kind is PageType.PAGE else PostType.POST,
        url=url,
        slug=urls.slug_of(url),
        title=title.value,
    )
    return SeenPost(post=post, extent=Extent.NONE, tells=frozenset(tells), doubtful=ALL_DOUBTED)


def _without_posts(reading: PageParser) -> list[SeenPost]:
    """Return what a page names without showing it, or say that it came without what it should hold."""
    index, url = reading.document.index, reading.document.url
    empty = not reading.family.is_shell and (failed_gadget(index) or (reading.single and is_empty(index)))
    shell = None if empty else _shell_post(reading)
    if empty or (reading.single and not reading.family.is_shell and not leads_on(index)):
        reading.notices.append(Notice(code="gadget-failed", url=url, detail="the page shows no post"))
    return [shell] if shell else []


def read_page(document: Document, family: Family, blog: Blog) -> Parsed:
    """Read a page by a family's selectors."""
    layout = cut_up(document, family.selectors)
    reading = PageParser(document, family, layout, page_type(document, len(layout.blocks)), read_jsonld(document))
    _told(reading, "family", family.name)
    if reading.kind is PageType.ERROR:
        layout.blocks = []
    elif reading.single:
        _climb_ladder(reading)
    set_aside(layout, title_of_head(document).value if reading.single else "", reading.own_url())
    links = read_links(document, [block.body for block in layout.blocks])
    blocks = layout.blocks
    if reading.single and blocks:
        wanted = document.context.post_number
        blocks = [b for b in blocks if wanted and b.body.element.get("id", "").endswith(wanted)][:1] or blocks[:1]
    posts = [read_post(reading, block, place) for place, block in enumerate(blocks)] or _without_posts(reading)
    if posts:
        _told(reading, "content_html", layout.rung)
    posts = _with_typed_titles(reading, posts)
    if reading.single and posts:
        posts = [_with_comments(reading, posts[0])]
    found_comments = any(seen.post.comments for seen in posts)
    reading.notices.extend(page_notices(document, single=reading.single, found_comments=found_comments))
    return Parsed(
        page_type=reading.kind,
        url=reading.own_url() if reading.single else document.url,
        blog=blog,
        authors=tuple(reading.authors.values()),
        posts=tuple(posts),
        links=links,
        declared=Declared(
            comments=posts[0].post.comment_count if reading.single and posts else None,
            archive_total=archive_total(links.archives),
        ),
        notices=tuple(reading.notices),
        provenance=tuple(reading.provenance.items()),
        orders=tuple(sorted(reading.orders)),
    )
