"""A page read by an owner's rules: what they select replaces what the page was read as, field by field."""

from dataclasses import replace

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from migrator import dates
from migrator.addresses import urls
from migrator.content.clean import clean_comment_fragment, clean_fragment
from migrator.content.images import media_urls
from migrator.content.text import words_of
from migrator.content.tree import printable
from migrator.model.documents import Extent, PageType, Parsed, SeenPost
from migrator.model.errors import ConfigError
from migrator.model.schema import Author, Comment, Commenter, Post, PostType
from migrator.pages.rules.rules import CommentRules, Rules

# What a body found by rules settles.
_SETTLED = frozenset({"generic-extraction", "dynamic-view"})


def _select(node: Tag, selector: str) -> list[Tag]:
    if not selector:
        return []
    try:
        return list(node.select(selector))
    except SelectorSyntaxError as error:
        raise ConfigError(f"{selector!r} is no CSS selector.") from error


def _text(node: Tag, selector: str) -> str:
    found = _select(node, selector)
    return words_of(found[0].get_text(" ")) if found else ""


def _time(node: Tag, selector: str, language: str | None) -> str | None:
    for found in _select(node, selector)[:1]:
        for name in ("datetime", "content", "title"):
            if instant := dates.iso_instant(str(found.get(name, ""))):
                return instant
        reading = dates.parse_date(words_of(found.get_text(" ")), locale=language)
        if reading.value and reading.time:
            seconds = reading.time if reading.time.count(":") == 2 else f"{reading.time}:00"
            return f"{reading.value}T{seconds}{dates.UNKNOWN_OFFSET}"
        return reading.value
    return None


def _body(soup: Tag, rules: Rules, url: str) -> str | None:
    found = _select(soup, rules.post.body)
    if not found:
        return None
    for selector in rules.post.drop:
        for unwanted in _select(found[0], selector):
            unwanted.decompose()
    return clean_fragment(found[0].decode_contents(), url)


def _comments(soup: Tag, rules: CommentRules, url: str, language: str | None) -> tuple[Comment, ...]:
    comments = []
    for place, node in enumerate(_select(soup, rules.each)):
        name = _text(node, rules.author)
        bodies = _select(node, rules.body)
        html = clean_comment_fragment(bodies[0].decode_contents() if bodies else "", url)
        number = str(node.get("id", "")).removeprefix("comment-").removeprefix("c")
        known = number if number.isdigit() else None
        comments.append(
            Comment(
                id=known or urls.post_id(None, f"{url}/{place}/{name}/{html}"),
                platform_id=known,
                author=Commenter(name=name),
                published=_time(node, rules.date, language),
                content_html=html,
            )
        )
    return tuple(comments)


def _base_post(parsed: Parsed) -> SeenPost:
    if parsed.posts:
        return parsed.posts[0]
    kind = PostType.PAGE if parsed.page_type is PageType.PAGE else PostType.POST
    post = Post(id=urls.post_id(None, parsed.url), url=parsed.url, slug=urls.slug_of(parsed.url), type=kind)
    return SeenPost(post=post, extent=Extent.NONE, tells=frozenset({"url"}))


def apply_rules(parsed: Parsed, text: str, rules: Rules, *, rung: str = "owner's rules") -> Parsed:
    """Read a page about one post again by rules; other pages stay as they were read.

    `text` is the decoded page, `rung` says whose rules they are. ConfigError if a selector is not CSS.
    """
    if parsed.page_type not in {PageType.POST, PageType.PAGE, PageType.UNKNOWN} or len(parsed.posts) > 1:
        return parsed
    soup = BeautifulSoup(printable(text), "lxml")
    language = parsed.blog.language if parsed.blog else None
    seen = _base_post(parsed)
    post, authors = seen.post, parsed.authors
    told: set[str] = set()
    if title := _text(soup, rules.post.title):
        post = replace(post, title=title)
        told.add("title")
    if published := _time(soup, rules.post.date, language):
        post = replace(post, published=published)
        told.add("published")
    if labels := _select(soup, rules.post.labels):
        post = replace(post, labels=tuple(words_of(label.get_text(" ")) for label in labels))
        told.add("labels")
    if name := _text(soup, rules.post.author):
        authors = (Author(id=urls.author_id(name, None), name=name),)
        post = replace(post, author=authors[0].id)
        told.add("author")
    if comments := _comments(soup, rules.comments, parsed.url, language):
        post = replace(post, comments=comments)
        told.add("comments")
    html = _body(soup, rules, parsed.url)
    if html is not None:
        post = replace(post, content_html=html, media=tuple(use.id for use in media_urls(html)))
        told |= {"content_html", "media"}
    return _ruled(parsed, replace(seen, post=post), authors, dict.fromkeys(sorted(told), rung))


def _ruled(parsed: Parsed, seen: SeenPost, authors: tuple[Author, ...], rungs: dict[str, str]) -> Parsed:
    if not rungs:
        return parsed
    notices = parsed.notices
    if "content_html" in rungs:
        seen = replace(seen, extent=Extent.FULL, guessed=False)
        notices = tuple(notice for notice in notices if notice.code not in _SETTLED)
    return replace(
        parsed,
        page_type=PageType.POST if parsed.page_type is PageType.UNKNOWN else parsed.page_type,
        posts=(replace(seen, tells=seen.tells | rungs.keys(), doubtful=seen.doubtful - rungs.keys()),),
        authors=authors,
        notices=notices,
        provenance=tuple((dict(parsed.provenance) | rungs).items()),
    )
