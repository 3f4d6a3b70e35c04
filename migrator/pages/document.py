"""What the head of a page states: addresses, feeds, titles, language, and who made it."""

import re
from dataclasses import dataclass, field

from migrator.addresses import urls
from migrator.addresses.urls import BlogAddress
from migrator.content.tree import attributes_of
from migrator.pages.data_script import data_parts, flat_facts, shown_posts
from migrator.pages.elements import told
from migrator.pages.index import Index

# What Blogger's own script says about the page: its blog, its kind, its posts.

_BLOG = frozenset(
    {
        "blogId", "title", "url", "canonicalUrl", "homepageUrl", "canonicalHomepageUrl", "adultContent", "locale",
        "isPrivate", "isMobileRequest", "pageType", "postId", "pageId", "pageName", "pageTitle", "isError",
    }
)  # fmt: skip
_VIEW = frozenset({"title", "type", "isSingleItem", "isError", "isPage", "isPost", "postId", "pageId"})


@dataclass(frozen=True, slots=True)
class Context:
    """The flat facts of the parts `blog` and `view`, as text; both are empty where the page has no such script."""

    blog: dict[str, str] = field(default_factory=dict)
    view: dict[str, str] = field(default_factory=dict)
    posts: tuple[tuple[str, str], ...] = ()
    """Number and title of each post that the Blog gadget shows, where it states them."""

    def is_true(self, name: str) -> bool:
        """Whether a fact of `view` or `blog` is stated as true."""
        return self.view.get(name, self.blog.get(name)) == "true"

    @property
    def post_number(self) -> str:
        """Blogger's number of the post or static page that the page is about; empty if none is stated."""
        stated = (part.get(name, "") for part in (self.blog, self.view) for name in ("postId", "pageId"))
        return next((number for number in stated if number.isdigit()), "")


def read_context(page: bytes) -> Context:
    """Read the script of a page, UTF-8; an empty context if there is none."""
    parts = data_parts(page)
    return Context(
        flat_facts(parts.get("blog", ""), _BLOG),
        flat_facts(parts.get("view", ""), _VIEW),
        shown_posts(parts.get("widgets", "")),
    )


_FEED_TYPES = frozenset({"application/atom+xml", "application/rss+xml"})
_BLOG_ID = re.compile(r"/(?:feeds|atom)/(\d+)(?:/posts|$)|[?&]blogI[dD]=(\d+)")
_TELLING = frozenset({"canonical", "service.post", "edituri", "alternate"})
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class PageHead:
    """The facts of a page's head; all addresses absolute, None or empty where nothing is stated."""

    canonical: str | None = None
    og_url: str | None = None
    og_title: str | None = None
    title: str = ""
    language: str = ""
    blog_id: str | None = None
    feeds: list[str] = field(default_factory=list)
    feed_title: str | None = None
    template: str = ""
    is_blogger: bool = False
    properties: dict[str, str] = field(default_factory=dict)


def _read_link(head: PageHead, link: dict[str, str], base: str) -> None:
    relations = link.get("rel", "").lower().split()
    if _TELLING.isdisjoint(relations) or (url := urls.absolute(link.get("href", "").strip(), base)) is None:
        return
    if "canonical" in relations and head.canonical is None:
        head.canonical = url
    elif "service.post" in relations or "edituri" in relations:
        head.is_blogger = head.is_blogger or "blogger.com" in url
        if match := _BLOG_ID.search(url):
            head.blog_id = head.blog_id or match[1] or match[2]
    elif "alternate" in relations and link.get("type", "").lower() in _FEED_TYPES:
        head.feeds.append(url)
        if "/feeds/posts/" in url or url.endswith(("/atom.xml", "/rss.xml")):
            head.is_blogger = True
            title = link.get("title", "")
            # Blogger writes "<blog title> - Atom".
            if head.feed_title is None and " - " in title:
                head.feed_title = title.rpartition(" - ")[0].strip()


def _read_meta(head: PageHead, meta: dict[str, str], base: str) -> None:
    name = (meta.get("property") or meta.get("name") or "").lower()
    content = told(meta.get("content"))
    if not name or not content:
        return
    head.properties.setdefault(name, content)
    if name == "generator":
        head.is_blogger = head.is_blogger or "blogger" in content.lower()
    elif name == "blogger-template":
        head.template = content.lower()
    elif name == "og:url":
        head.og_url = urls.absolute(content, base)
    elif name == "og:title":
        head.og_title = content


def read_head(index: Index, base: str) -> PageHead:
    """Read the head; old pages have such elements anywhere, so the whole tree is looked through."""
    root = index.root
    head = PageHead(
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or ""
    )
    for link in index.named("link"):
        _read_link(head, dict(attributes_of(link)), base)
    for meta in index.named("meta"):
        _read_meta(head, dict(attributes_of(meta)), base)
    title = next(iter(index.named("title")), None)
    if title is not None:
        head.title = told(_SPACES.sub(" ", "".join(str(text) for text in title.itertext())))
    return head


# One page, parsed once and passed over once.


@dataclass(slots=True)
class Document:
    """A parsed page: where it was fetched, what its head and its script data say, its marked elements."""

    url: str
    status: int
    index: Index
    head: PageHead
    context: Context
    blog_title: str = ""
    language: str = ""
    home: BlogAddress | None = None
    flattened: bool = False

    def owns(self, url: str) -> bool:
        """Whether an address belongs to this blog, as far as the page tells where the blog lives."""
        return self.home is not None and self.home.owns(url)
