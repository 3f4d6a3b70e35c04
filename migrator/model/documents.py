"""Documents on their way through: a reference to one, its raw bytes, and what a parser sees in it. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from migrator.account import Passed
from migrator.model.notices import Notice
from migrator.model.schema import Author, Blog, MediaKind, Post


class DocumentKind(StrEnum):
    """What we expect behind a URL; also the class of work in the frontier."""

    HOME = "home"
    POST = "post"
    PAGE = "page"
    ARCHIVE = "archive"
    LIST = "list"
    """A label page, or an older-posts page: more posts, reached by a pager."""
    POSTS_FEED = "posts-feed"
    PAGES_FEED = "pages-feed"
    COMMENTS_FEED = "comments-feed"
    POST_COMMENTS_FEED = "post-comments-feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots"
    MEDIA = "media"


class PageType(StrEnum):
    """What a document turned out to be (`migrate parse`, `page_type`)."""

    POST = "post"
    PAGE = "page"
    HOME = "home"
    ARCHIVE = "archive"
    LABEL = "label"
    SEARCH = "search"
    ERROR = "error"
    INTERSTITIAL = "interstitial"
    FEED = "feed"
    UNKNOWN = "unknown"


class Extent(IntEnum):
    """How much of a post's body a document gives; a greater one is better evidence."""

    NONE = 0
    SNIPPET = 1
    """Plain text cut somewhere."""
    CUT = 2
    """HTML up to the jump break, or a list page that may have cut it."""
    FULL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A URL that we know of: what we expect there, and why we know it."""

    url: str
    kind: DocumentKind
    reason: str
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One HTTP response.

    `url` is what was asked, `final_url` where redirects led; header names are lower case; `body` is decoded from gzip
    and the like, `payload` is what came over the wire (None: the same bytes as `body`); `fetched_at` is RFC 3339 UTC;
    `history` holds the redirects on the way, oldest first; `request_headers` what we sent.
    """

    url: str
    final_url: str
    status: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    payload: bytes | None = None
    fetched_at: str = ""
    history: tuple["RawPage", ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """The first header of that name, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), "")

    @property
    def content_type(self) -> str:
        """The media type, lower case, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an earlier answer gave to ask "has it changed?" with; empty if it gave none."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUse:
    """One medium of a body: its stable id, the best candidate for the original, and all URLs in the body for it."""

    id: str
    url: str
    urls: tuple[str, ...]
    kind: MediaKind = MediaKind.IMAGE
    times: int = 1
    """How many references of the body lead to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFacts:
    """A body's visible words and its media, seen while its tree was at hand.

    `passed` counts, by the rule that leaves them out, references to what is no medium to fetch.
    """

    text: str
    media: tuple[MediaUse, ...]
    passed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What others than its own page tell of a post, empty where untold: `html` is how its body begins, perhaps cut."""

    html: str = ""
    title: str = ""
    published: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDate:
    """A printed date that its own document leaves open: what it means in each order of numbers (`dmy/`), as text.

    It is the post's, or that of the comment with that id.
    """

    comment: str = ""
    readings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post as one document shows it: fields that the document does not tell are at their defaults.

    `tells` names the fields of `Post` on which the document speaks at all: an empty `labels` means "no labels" only
    if `labels` is in it. What identifies the post is `post.platform_id`, else `post.url` (empty if unknown). An entry
    of a comments feed is a post that tells only of `comments`. `listed_under` is the label whose page lists the post:
    one label for certain, where `labels` are all of them. `facts` are of `post.content_html`, if its reader has them:
    they only save whoever keeps the post from parsing it once more. `guessed` says that no mark of the page told where
    the body is: general rules found it. `open_dates` are those that other documents of the blog may settle. `doubtful`
    names the fields that may be wrong, or that are not told where such a document usually tells them.
    """

    post: Post
    extent: Extent = Extent.FULL
    tells: frozenset[str] = frozenset()
    listed_under: str = ""
    facts: BodyFacts | None = field(default=None, compare=False)
    guessed: bool = False
    open_dates: tuple[OpenDate, ...] = ()
    doubtful: frozenset[str] = frozenset()

    @property
    def only_comments(self) -> bool:
        """Whether this is no post that was seen, but the comments of one."""
        return self.extent is Extent.NONE and self.tells <= {"comments", "comment_count"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLink:
    """One line of the archive widget: a year, month or week page and how many posts it declares there."""

    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a document leads, all absolute.

    `older` and `newer` are the pager; `posts` are links to posts of this blog outside the posts themselves (archive
    widget, sitemap) or entries of a list; `pages` static pages; `feeds` the declared feeds; `next_feed` the next page
    of this feed; `comment_pages` further pages of this post's comments.
    """

    archives: tuple[ArchiveLink, ...] = ()
    older: str | None = None
    newer: str | None = None
    posts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    next_feed: str | None = None
    comment_pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Counts that the document itself states; None where it states none.

    `feed_total` is openSearch:totalResults, `start_index` and `items_per_page` likewise; `archive_total` the sum of the
    archive widget; `comments` the count in a post page's heading.
    """

    feed_total: int | None = None
    start_index: int | None = None
    items_per_page: int | None = None
    archive_total: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a parser sees in one document. `provenance` says which rule gave which field (`migrate parse --explain`).

    `source` names what the document is worth, where its form tells more than `page_type`: `backup`, `takeout`, `json`,
    `sitemap`.
    `orders` are the orders of day, month and year that printed dates of it prove: (`post` or `comment`, `dmy/`).
    `passed` are the entries of a feed that are neither posts nor comments, or can't be read.
    """

    page_type: PageType
    url: str
    blog: Blog | None = None
    authors: tuple[Author, ...] = ()
    posts: tuple[SeenPost, ...] = ()
    links: Links = field(default_factory=Links)
    declared: Declared = field(default_factory=Declared)
    notices: tuple[Notice, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    source: str = ""
    orders: tuple[tuple[str, str], ...] = ()
    passed: tuple[Passed, ...] = ()
