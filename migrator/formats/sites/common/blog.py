"""What the templates of a site say of the whole blog, as data: its names and words in its own language, its menu.

Nothing of it is a sentence in a template: a blog in Arabic gets no English, and a theme of the owner's may use the same
data.
"""

from dataclasses import asdict
from urllib.parse import quote, urlsplit

from migrator.formats.html.language import of_blog
from migrator.formats.html.pages import template_text, words_for
from migrator.formats.json import JsonValue
from migrator.formats.sites.common.paths import SitePaths
from migrator.model.ports import ArchiveView
from migrator.model.schema import Blog, Post, PostStatus, PostType

_IN_MENU = 6
"""Static pages that the menu names one by one; more of them are a list on the home page."""
_WORDS = (
    *("language", "archive", "author", "comments", "labels", "menu", "newer", "older", "pages", "picture"),
    *("removed_comment", "skip", "untitled"),
)
_MORE_STYLE = """
h3.year { font-size: 1.25rem; margin: 1.6rem 0 .2rem; }
h4 { font-size: 1rem; margin: 1rem 0 .2rem; color: var(--quiet); }
body > header nav a { padding-block: .1rem; }
@media (max-width: 32rem) { .thread .comment { margin-inline-start: 0 !important; } }
"""


def public_labels(view: ArchiveView) -> list[str]:
    """Return the labels that a visitor may see: a draft's own are none of them."""
    return [label for label, _ in view.labels((PostStatus.PUBLISHED.value,))]


def blog_facts(view: ArchiveView, paths: SitePaths, *, base_url: str, feed: str | None) -> dict[str, JsonValue]:
    """Return the blog for templates: `url` has no slash at its end, `prefix` is its path, as in `menu[].url`."""
    blog = view.blog()
    words = words_for(blog.language)
    language = blog.language or words.language
    return {
        "title": title_of(blog),
        "description": blog.description,
        "language": language,
        "direction": of_blog(language).direction,
        "author": feed_author(view),
        "atom_id": f"tag:blogger.com,1999:blog-{blog.platform_id}" if blog.platform_id else None,
        "url": base_url,
        "prefix": paths.prefix,
        "feed": feed,
        "menu": _menu(view, paths),
        "words": {name: value for name, value in asdict(words).items() if name in _WORDS},
    }


def title_of(blog: Blog) -> str:
    """Return the blog's title; its host where it has none."""
    return blog.title or urlsplit(blog.url).netloc


def feed_author(view: ArchiveView) -> str:
    """Return who stands as the author of a feed, as RFC 4287 demands: the only one, else the blog itself."""
    names = list(dict.fromkeys(author.name for author in view.authors() if author.name))
    return names[0] if len(names) == 1 else title_of(view.blog())


def atom_id(post: Post, blog: Blog) -> str | None:
    """Return the id of a post in Blogger's own feeds: whoever reads the blog's feed has seen it under this one."""
    if not blog.platform_id or not post.platform_id:
        return None
    kind = "page" if post.type is PostType.PAGE else "post"
    return f"tag:blogger.com,1999:blog-{blog.platform_id}.{kind}-{post.platform_id}"


def style() -> str:
    """Return the style sheet of a site: that of the browsable copy, and what only sites have."""
    return template_text("style.css") + _MORE_STYLE


def robots(base_url: str) -> bytes:
    """Return a `robots.txt` that lets every machine in and says where the sitemap is."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {base_url}/sitemap.xml\n".encode()


def _menu(view: ArchiveView, paths: SitePaths) -> list[JsonValue]:
    words, home = words_for(view.blog().language), f"{paths.prefix}/"
    pages = [
        (one.title or words.untitled, f"{paths.prefix}{quote(paths.of(one))}")
        for one in view.summaries()
        if one.type == PostType.PAGE and one.status == PostStatus.PUBLISHED
    ]
    named = pages[::-1] if len(pages) <= _IN_MENU else [(words.pages, f"{home}#pages")]
    labels = [(words.labels, f"{home}tags/")] if public_labels(view) else []
    items = [(words.home, home), (words.archive, f"{home}#archive"), *labels, *named]
    return [{"name": name, "url": url} for name, url in items]
