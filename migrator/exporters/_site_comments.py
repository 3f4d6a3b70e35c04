"""Comments as the data of a site: one file a post, in the order in which a page shows them, answers last."""

from collections.abc import Callable
from dataclasses import replace

from migrator.content.links import rewrite_html
from migrator.exporters._threads import parents_first
from migrator.exporters.json import JsonValue, comment_to_json, json_line
from migrator.schema import Comment, CommentStatus, Post

_DEEPEST = 8


def comments_of(post: Post, rewrite: Callable[[str], str | None]) -> list[JsonValue]:
    """Give the comments of a post: those of the JSON export with `anchor`, `depth`, and `when` to print."""
    children: dict[str, list[Comment]] = {}
    for comment, parent in parents_first(post.comments):
        children.setdefault("" if parent is None else parent.id, []).append(comment)
    listed: list[JsonValue] = []
    pending = [(comment, 0) for comment in reversed(children.get("", []))]
    while pending:
        comment, depth = pending.pop()
        shown = replace(comment, content_html=rewrite_html(comment.content_html, rewrite))
        listed.append(
            {
                **comment_to_json(shown),
                "anchor": f"c{comment.platform_id or comment.id}",
                "depth": min(depth, _DEEPEST),
                "when": printed(comment.published),
                "removed": comment.status is CommentStatus.REMOVED,
            }
        )
        pending.extend((child, depth + 1) for child in reversed(children.get(comment.id, [])))
    return listed


def printed(time: str | None) -> str:
    """Give a time as the blog's readers saw it: its own wall clock to the minute."""
    return (time or "")[:16].replace("T", " ")


def comments_file(post: Post, rewrite: Callable[[str], str | None]) -> bytes:
    """Give the file of a post's comments."""
    return b"[\n" + b",\n".join(map(json_line, comments_of(post, rewrite))) + b"\n]\n"
