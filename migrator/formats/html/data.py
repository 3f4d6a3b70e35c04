"""What the pages of the copy tell machines: JSON-LD of a post, and feeds in Atom and as JSON Feed.

Formats: schema.org `BlogPosting`, RFC 4287, JSON Feed 1.1.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from migrator.formats.common.xml import encoded, escaped
from migrator.model.schema import Blog, Comment, CommentStatus, Enclosure, Post

_UNKNOWN = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFeedEntry:
    """A post for the feeds: `url` as the page calls itself, `path` from the feed's folder, `summary` its first words.

    Readers that find no summary make one of the body, in which a picture that is not held is a link with its name.
    """

    post: Post
    url: str
    path: str
    body: str
    author: str
    summary: str = ""
    files: tuple[Enclosure, ...] = ()
    """The files that the post attaches; the address of a held one leads there from the feed's folder."""


def when(published: str | None) -> str:
    """Write a time as HTML's `datetime` wants it: an unknown offset is left out."""
    return (published or "").removesuffix("-00:00")


def json_ld(post: Post, author: str, blog: Blog, url: str, language: str) -> str:
    """Return a post as JSON-LD; `<` is escaped so that no title ends the script element."""
    shown = [comment for comment in post.comments if comment.status is not CommentStatus.REMOVED]
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "url": url,
        "inLanguage": language,
        "datePublished": when(post.published),
        "dateModified": when(post.updated),
        "author": {"@type": "Person", "name": author} if author else None,
        "keywords": list(post.labels),
        "isPartOf": {"@type": "Blog", "name": blog.title, "url": blog.url},
        "contentLocation": {"@type": "Place", "name": post.location.name} if post.location else None,
        "commentCount": len(shown),
        "comment": [_comment(comment) for comment in shown],
    }
    kept = {name: value for name, value in told.items() if value or value == 0 or name == "headline"}
    return json.dumps(kept, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


def _comment(comment: Comment) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Comment", "@id": f"#c{comment.id}"}
    if comment.author.name:
        told["author"] = {"@type": "Person", "name": comment.author.name}
    if comment.published:
        told["datePublished"] = when(comment.published)
    return told


def atom(blog: Blog, entries: Iterable[SiteFeedEntry], home: str | None) -> bytes:
    """Return the newest posts as Atom; addresses are relative to the feed where the copy's home is not known."""
    entries = list(entries)
    newest = max((_instant(entry.post) for entry in entries), default=_UNKNOWN)
    base = f' xml:base="{escaped(home)}"' if home else ""
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{base}>\n',
        f"<id>{escaped(blog.url)}</id>\n<title>{escaped(blog.title or blog.url)}</title>\n",
        f"<subtitle>{escaped(blog.description)}</subtitle>\n" if blog.description else "",
        f"<updated>{newest}</updated>\n",
        '<link rel="self" type="application/atom+xml" href="feed.xml"/>\n',
        '<link rel="alternate" type="text/html" href="index.html"/>\n',
        *(_atom_entry(entry) for entry in entries),
        "</feed>\n",
    ]
    return encoded("".join(parts))


def _atom_entry(entry: SiteFeedEntry) -> str:
    post = entry.post
    published = f"<published>{_instant(post)}</published>" if _is_instant(post.published) else ""
    links = "".join(_enclosure(one) for one in entry.files)
    if post.link:
        links += f'<link rel="related" href="{escaped(post.link)}"/>'
    labels = "".join(f'<category term="{escaped(label)}"/>' for label in post.labels)
    return (
        f"<entry><id>{escaped(post.url or f'tag:blogger.com,1999:post-{post.id}')}</id>"
        f"<title>{escaped(post.title)}</title>{published}<updated>{_instant(post)}</updated>"
        f"<author><name>{escaped(entry.author or '?')}</name></author>{labels}"
        f'<link rel="alternate" type="text/html" href="{escaped(entry.path)}"/>'
        f"{f'<summary>{escaped(entry.summary)}</summary>' if entry.summary else ''}"
        f"{links}"
        f'<content type="html">{escaped(entry.body)}</content></entry>\n'
    )


def _enclosure(file: Enclosure) -> str:
    stated = (("type", file.type), ("length", file.length))
    more = "".join(f' {name}="{escaped(str(value))}"' for name, value in stated if value is not None)
    return f'<link rel="enclosure" href="{escaped(file.url)}"{more}/>'


def _is_instant(moment: str | None) -> bool:
    return len(moment or "") >= 19


def _instant(post: Post) -> str:
    """Return the time of a post as RFC 3339, which Atom demands: midnight where only the day is known."""
    moment = post.published or ""
    if _is_instant(moment):
        return moment
    return f"{moment}T00:00:00Z" if len(moment) == 10 else _UNKNOWN


def json_feed(blog: Blog, entries: Iterable[SiteFeedEntry], home: str | None) -> bytes:
    """Return the newest posts as a JSON Feed."""
    told: Mapping[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": blog.title or blog.url,
        "home_page_url": home or blog.url,
        **({"feed_url": f"{home}feed.json"} if home else {}),
        **({"description": blog.description} if blog.description else {}),
        **({"language": blog.language} if blog.language else {}),
        "items": [_item(entry, home or "") for entry in entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(entry: SiteFeedEntry, home: str) -> dict[str, Any]:
    post = entry.post
    # JSON Feed demands a type for every attachment.
    attachments = [
        {
            "url": urljoin(home, one.url),
            "mime_type": one.type or "application/octet-stream",
            **({} if one.length is None else {"size_in_bytes": one.length}),
        }
        for one in entry.files
    ]
    told = {
        "id": post.url or f"tag:blogger.com,1999:post-{post.id}",
        "url": entry.url,
        "title": post.title,
        "content_html": entry.body,
        "summary": entry.summary,
        "date_published": post.published if _is_instant(post.published) else "",
        "date_modified": post.updated if _is_instant(post.updated) else "",
        "authors": [{"name": entry.author}] if entry.author else [],
        "tags": list(post.labels),
        "external_url": post.link or "",
        "attachments": attachments,
    }
    return {name: value for name, value in told.items() if value or name in {"id", "content_html"}}
