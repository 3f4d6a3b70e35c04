"""One feed document, in any of Blogger's forms → what it tells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlunsplit

from migrator.account import Outcome, Passed
from migrator.addresses.join import split_url
from migrator.addresses.urls import absolute, author_id, blog_and_post_ids
from migrator.content.text import plain_text, words_of
from migrator.dates import moment
from migrator.feeds.comments import posts_with_comments
from migrator.feeds.json import read_json
from migrator.feeds.posts import author_of, lacks_video, plain_title, seen_post, videos_lacking
from migrator.feeds.repair import declared_encoding
from migrator.feeds.values import EntryKind, FeedAuthor, FeedEntry, FeedHead, FeedText
from migrator.feeds.xml import FeedReader, chunks_of, read_strictly
from migrator.model.documents import Declared, Links, PageType, Parsed, RawPage, SeenPost
from migrator.model.notices import Notice
from migrator.model.schema import Author, Blog, PostStatus

# The settings of a blog as a classic backup lists them: entries whose id ends in a key, whose content is the value.
#
# Their titles are sentences in the owner's language and mean nothing; the keys have stayed the same since 2008.

_KEY = re.compile(r"\.settings\.([A-Z][A-Z0-9_]{1,60})$")
_ZONE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9_+-]*/)?[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*)?$")
_LOCALE = re.compile(r"^[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*$")
# Codes that Blogger kept from before 1989 (java.util.Locale).
_RENAMED = {"in": "id", "iw": "he", "ji": "yi"}

Settings = Mapping[str, str]


def settings_of(entries: Iterable[FeedEntry]) -> Settings:
    """Return a backup's settings by their keys (`BLOG_NAME`, `BLOG_TIME_ZONE`, …)."""
    found: dict[str, str] = {}
    for entry in entries:
        key = _KEY.search(entry.atom_id) if entry.kind is EntryKind.SETTINGS else None
        if key and entry.content is not None:
            found[key[1]] = entry.content.value.strip()
    return found


def language_of(locale: str) -> str:
    """Return the BCP 47 tag of a locale as Blogger writes it; empty if it is none.

    >>> language_of("pt_BR"), language_of("iw")
    ('pt-BR', 'he')
    """
    if not _LOCALE.match(locale):
        return ""
    language, *rest = locale.replace("_", "-").split("-")
    return "-".join([_RENAMED.get(language, language), *rest])


def zone_of(text: str) -> str | None:
    """Return a time zone's IANA name, None for what has not the form of one."""
    return text if len(text) <= 64 and _ZONE.match(text) else None


def name_of(settings: Settings) -> str:
    """Return the blog's name."""
    return words_of(settings.get("BLOG_NAME", ""))


def converts_breaks(settings: Settings) -> bool:
    """Whether the blog turns the line ends of bodies into breaks."""
    return settings.get("BLOG_CONVERT_LINE_BREAKS", "").lower() == "true"


_FEED_LINK = "http://schemas.google.com/g/2005#feed"
_BLOGGER_FEED = re.compile(r"^https?://(?:www|draft|beta)\.blogger\.com/feeds/\d+/(.+)$")
_BELOW_HOME = re.compile(r"(?:^|(?<=/))(?:(?:search|feeds|p|\d{4})/.*|[^/]*\.(?:html?|php|xml))$")
_FOREIGN = re.compile(
    r"^https?://(?:feeds[0-9]?\.feedburner\.com|feedproxy\.google\.com|(?:www|draft|beta)\.blogger\.com)/"
)
_POST_OF_COMMENTS = re.compile(r"\.post(\d+)\.\.comments$")
_COMMENT_FEED = re.compile(r"/comments/(?:default|full|summary)")


def parse_feed(page: RawPage) -> Parsed:
    """Read an Atom, RSS or JSON feed: of posts, of pages, or of comments."""
    asked = page.final_url or page.url
    encoding = declared_encoding(page.body[:256])
    head: FeedHead | None
    damage: tuple[Notice, ...] = ()
    if whole := read_strictly(page.body):
        head, entries = whole
    elif page.body[:512].decode(encoding, "replace").lstrip("\ufeff\0 \t\r\n").startswith("<"):
        reader = FeedReader(chunks_of(page.body), balance=True)
        entries = list(reader.entries())
        head = reader.head
        damage = _damage(reader, asked)
    else:
        decoded = read_json(page.body.decode(encoding, "replace"))
        head, entries = decoded or (None, [])
    if head is None:
        notice = Notice(code="parse-failed", url=asked, detail="not a feed")
        return Parsed(page_type=PageType.UNKNOWN, url=asked, notices=(notice, *damage))
    return _parsed(page, head, entries, damage)


def head_of(body: bytes) -> FeedHead | None:
    """Return what an Atom or RSS document says outside its entries, None if it is no feed."""
    if whole := read_strictly(body):
        return whole[0]
    reader = FeedReader(chunks_of(body))
    for _ in reader.entries():
        pass
    return reader.head


def _damage(reader: FeedReader, url: str) -> tuple[Notice, ...]:
    notices = []
    if reader.truncated:
        notices.append(Notice(code="truncated", url=url, detail="the feed ends too early"))
    if reader.repaired:
        notices.append(Notice(code="xml-repaired", url=url))
    return tuple(notices)


def _parsed(page: RawPage, head: FeedHead, entries: list[FeedEntry], damage: tuple[Notice, ...]) -> Parsed:
    own = page.final_url or page.url or head.link("self") or ""
    home = home_of(head, page)
    of_comments = bool(_COMMENT_FEED.search(own)) or head.atom_id.endswith("comments")
    only_post = _POST_OF_COMMENTS.search(head.atom_id)
    shown = [entry for entry in entries if entry.public and (entry.atom_id or entry.links or entry.content)]
    comments = [entry for entry in shown if entry.kind is EntryKind.COMMENT or (of_comments and _unmarked(entry))]
    settings = settings_of(entries)
    source = _source(head)
    taken = {id(entry) for entry in comments}
    bodies = [e for e in shown if id(e) not in taken and e.kind in {EntryKind.UNMARKED, EntryKind.POST, EntryKind.PAGE}]
    breaks = converts_breaks(settings)
    posts = tuple(_scheduled(seen_post(e, home=home, feed_url=own, breaks=breaks), head, source) for e in bodies)
    return Parsed(
        page_type=PageType.FEED,
        url=own,
        blog=_blog(head, home, settings, titled=not of_comments),
        authors=_authors(head, bodies),
        posts=_together(
            posts, _counted(posts_with_comments(comments, only_post[1] if only_post else None), only_post, head)
        ),
        links=_links(head, page),
        declared=Declared(feed_total=head.total, start_index=head.start_index, items_per_page=head.items_per_page),
        notices=damage + _cut(shown, own) + _undated(shown, own) + _placeholders(posts) + _hidden(entries, own),
        source=source,
        passed=tuple(_passed(entries, comments)),
    )


def _passed(entries: list[FeedEntry], comments: list[FeedEntry]) -> Iterator[Passed]:
    """Return the entries that are no post and no comment, each with the reason."""
    for entry in entries:
        if entry.kind in {EntryKind.SETTINGS, EntryKind.TEMPLATE}:
            yield Passed(outcome=Outcome.NO_DOCUMENT, reason="a setting or template of the blog", name=entry.atom_id)
        elif not entry.public:
            reason = "trash, spam, or a comment that waits for approval"
            yield Passed(outcome=Outcome.NOT_ASKED, reason=reason, name=entry.atom_id)
        elif not (entry.atom_id or entry.links or entry.content):
            yield Passed(outcome=Outcome.UNREADABLE, reason="an entry without id, address and text")
    for entry in comments:
        if blog_and_post_ids(entry.atom_id)[1] is None:
            yield Passed(outcome=Outcome.UNREADABLE, reason="a comment without number", name=entry.atom_id)


def _together(posts: tuple[SeenPost, ...], talked: tuple[SeenPost, ...]) -> tuple[SeenPost, ...]:
    """Return comments to their post, where one document (a backup) holds both."""
    if not posts or not talked:
        return posts + talked
    by_number = {seen.post.platform_id: seen for seen in talked if seen.post.platform_id}
    found: list[SeenPost] = []
    for seen in posts:
        theirs = by_number.pop(seen.post.platform_id or "", None)
        if theirs is not None:
            whole = replace(seen.post, comments=theirs.post.comments)
            seen = replace(seen, post=whole, tells=seen.tells | {"comments"})  # noqa: PLW2901 - the same post, with more
        found.append(seen)
    left = {id(seen) for seen in by_number.values()}
    return (*found, *(seen for seen in talked if id(seen) in left or not seen.post.platform_id))


def _source(head: FeedHead) -> str:
    if head.takeout:
        return "takeout"
    return "backup" if head.atom_id.endswith(".archive") else ""


def _scheduled(seen: SeenPost, head: FeedHead, source: str) -> SeenPost:
    """Let a post of a backup wait for its day: a classic backup shows it like a published one, but in the future."""
    post, made = seen.post, moment(head.updated)
    appears = moment(post.published)
    if source != "backup" or made is None or appears is None or appears <= made:
        return seen
    if post.status is not PostStatus.PUBLISHED:
        return seen
    return replace(seen, post=replace(post, status=PostStatus.SCHEDULED))


def _hidden(entries: list[FeedEntry], url: str) -> tuple[Notice, ...]:
    """Count what the blog's readers never saw: trash, spam, comments that wait for their author's approval."""
    hidden = [entry for entry in entries if not entry.public]
    if not hidden:
        return ()
    comments = sum(entry.kind is EntryKind.COMMENT for entry in hidden)
    detail = f"{len(hidden) - comments} posts and pages, {comments} comments"
    return (Notice(code="not-public", url=url, detail=detail),)


def _counted(posts: tuple[SeenPost, ...], only_post: re.Match[str] | None, head: FeedHead) -> tuple[SeenPost, ...]:
    """Return how many comments a post has, where the feed holds those of one post alone and counts them."""
    if only_post is None or head.total is None or len(posts) != 1:
        return posts
    counted = replace(posts[0].post, comment_count=head.total)
    return (replace(posts[0], post=counted, tells=posts[0].tells | {"comment_count"}),)


def _unmarked(entry: FeedEntry) -> bool:
    return entry.kind is EntryKind.UNMARKED


def _placeholders(posts: tuple[SeenPost, ...]) -> tuple[Notice, ...]:
    """Name the posts of which an uploaded video is told by a placeholder alone."""
    return tuple(
        Notice(code="video-placeholder", url=seen.post.url, detail=", ".join(videos_lacking(seen.post.content_html)))
        for seen in posts
        if lacks_video(seen.post.content_html)
    )


def _cut(entries: list[FeedEntry], url: str) -> tuple[Notice, ...]:
    cut = sum(entry.content is None and entry.summary is not None for entry in entries)
    return (Notice(code="feed-cut", url=url, detail=f"{cut} of {len(entries)} entries"),) if cut else ()


def _undated(entries: list[FeedEntry], url: str) -> tuple[Notice, ...]:
    """Name the times that are in no form that is known."""
    return tuple(
        Notice(code="date-unreadable", url=entry.link("alternate") or url, detail="; ".join(entry.unread_times))
        for entry in entries
        if entry.unread_times
    )


def home_of(head: FeedHead, page: RawPage) -> str:
    """Return the blog's home: the page that the feed stands for, or what a post, label or comment page lies below."""
    shown = head.link("alternate", "text/html") or head.link("alternate") or ""
    feed = next((url for url in (head.link(_FEED_LINK), page.url) if url and not _FOREIGN.match(url)), "")
    address = absolute(shown or feed, page.url) if shown or feed else None
    if address is None:
        return ""
    parts = split_url(address)
    path = _BELOW_HOME.sub("", parts.path.lstrip("/"))
    return urlunsplit(
        (parts.scheme, parts.netloc, f"/{path}" if not path or path.endswith("/") else f"/{path}/", "", "")
    )


def _text(text: FeedText | None) -> str:
    if text is None:
        return ""
    return plain_text(text.value) if text.html else words_of(text.value)


def _blog(head: FeedHead, home: str, settings: Settings, *, titled: bool) -> Blog | None:
    """Return the blog's own facts. A comments feed has a title of its own: a localised "Comments on …"."""
    platform_id = blog_and_post_ids(head.atom_id)[0]
    if not home and not platform_id:
        return None
    if not titled:
        return Blog(url=home, platform_id=platform_id)
    return Blog(
        url=home,
        title=name_of(settings) or plain_title(head.title),
        description=_text(head.subtitle) or plain_text(settings.get("BLOG_DESCRIPTION", "")),
        language=head.language or language_of(settings.get("BLOG_LOCALE", "")),
        timezone=zone_of(settings.get("BLOG_TIME_ZONE", "")),
        platform_id=platform_id,
    )


def _person(author: FeedAuthor) -> Author:
    name = words_of(author.name)
    return Author(id=author_id(name, author.url), name=name, url=author.url, avatar=author.avatar)


def _authors(head: FeedHead, entries: list[FeedEntry]) -> tuple[Author, ...]:
    """Return the authors of the posts, and those that the head of a posts feed names; each once."""
    found: dict[str, Author] = {}
    for author in [*map(author_of, entries), *map(_person, head.authors)]:
        if author is not None:
            found.setdefault(author.id, author)
    return tuple(found.values())


def _links(head: FeedHead, page: RawPage) -> Links:
    base = page.final_url or page.url
    own = absolute(head.link(_FEED_LINK) or "", base) if head.link(_FEED_LINK) else None
    following = absolute(head.link("next") or "", base) if head.link("next") else None
    bases = (page.url, own or "", home_of(head, page))
    return Links(feeds=(own,) if own else (), next_feed=on_asked_host(following, *bases) if following else None)


def on_asked_host(url: str, *bases: str) -> str:
    """Rewrite `www.blogger.com/feeds/<blog>/…`, which every feed's `next` names, to the host that was asked.

    `bases` are addresses on the blog, best first. The blog's own host serves the same documents, and a crawl stays on
    the host whose robots.txt it has read.
    """
    match = _BLOGGER_FEED.match(url)
    base = next((base for base in bases if base.startswith("http") and not _FOREIGN.match(base)), None)
    if not match or base is None:
        return url
    parts = split_url(base)
    folder = parts.path.partition("/feeds/")[0] if "/feeds/" in parts.path else ""
    return f"{parts.scheme}://{parts.netloc}{folder}/feeds/{match[1].lstrip('/')}"
