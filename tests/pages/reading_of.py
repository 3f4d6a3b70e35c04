"""What the parser sees in a page, as plain values to compare with a fixture's `.expect.json`."""

import json
from pathlib import Path

from migrator.model.documents import Parsed, RawPage
from migrator.model.schema import Comment
from migrator.pages import parse_page

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"


def fetched(path: Path, url: str, status: int = 200) -> RawPage:
    return RawPage(url=url, final_url=url, status=status, body=path.read_bytes())


def _comment(comment: Comment) -> dict[str, object]:
    return {
        "id": comment.id,
        "parent_id": comment.parent_id,
        "author": comment.author.name,
        "author_url": comment.author.url,
        "avatar": comment.author.avatar,
        "is_blog_author": comment.is_blog_author,
        "published": comment.published,
        "content_html": comment.content_html,
        "status": str(comment.status),
    }


def seen(parsed: Parsed) -> dict[str, object]:
    """Flatten what was parsed: only what a fixture can state."""
    names = {author.id: author.name for author in parsed.authors}
    blog = parsed.blog
    return {
        "page_type": str(parsed.page_type),
        "blog": None
        if blog is None
        else {
            "url": blog.url,
            "title": blog.title,
            "description": blog.description,
            "language": blog.language,
            "platform_id": blog.platform_id,
        },
        "posts": [
            {
                "url": one.post.url,
                "platform_id": one.post.platform_id,
                "type": str(one.post.type),
                "title": one.post.title,
                "published": one.post.published,
                "updated": one.post.updated,
                "author": names.get(one.post.author or ""),
                "labels": list(one.post.labels),
                "content_html": one.post.content_html,
                "media": len(one.post.media),
                "comment_count": one.post.comment_count,
                "comments": [_comment(comment) for comment in one.post.comments],
                "location": None
                if one.post.location is None
                else [one.post.location.name, one.post.location.latitude, one.post.location.longitude],
                "extent": one.extent.name,
            }
            for one in parsed.posts
        ],
        "archives": [[link.url, link.count] for link in parsed.links.archives],
        "older": parsed.links.older,
        "newer": parsed.links.newer,
        "linked_posts": list(parsed.links.posts),
        "pages": list(parsed.links.pages),
        "labels": list(parsed.links.labels),
        "feeds": list(parsed.links.feeds),
        "archive_total": parsed.declared.archive_total,
        "declared_comments": parsed.declared.comments,
        "notices": [notice.code for notice in parsed.notices],
    }


def expectation(path: Path) -> dict[str, object]:
    """Read a fixture's `.expect.json`; `fetched` in it is the address that the page came from."""
    stated: dict[str, object] = json.loads(path.with_name(path.stem + ".expect.json").read_text("utf-8"))
    return stated


def cases() -> list[Path]:
    return sorted(PAGES.rglob("*.html"))


def parsed_case(path: Path) -> dict[str, object]:
    return seen(parse_page(fetched(path, str(expectation(path)["fetched"]))))
