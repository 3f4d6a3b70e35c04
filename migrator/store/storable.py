"""Posts as the tables can hold them."""

from dataclasses import replace

from migrator.documents import SeenPost
from migrator.schema import Comment
from migrator.urls import BlogAddress


def storable_text(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 can't hold; a cut JSON escape makes one."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def storable(seen: SeenPost, address: BlogAddress | None) -> SeenPost:
    """Give a post with its address as the blog has it, and texts that can be stored."""
    post = seen.post
    return replace(
        seen,
        post=replace(
            post,
            url=_own_url(post.url, address),
            title=storable_text(post.title),
            labels=tuple(dict.fromkeys(storable_text(label) for label in post.labels)),
            content_html=storable_text(post.content_html),
            comments=tuple(_storable_comment(comment) for comment in post.comments),
        ),
    )


def _own_url(url: str, address: BlogAddress | None) -> str:
    if not url or address is None or not address.owns(url):
        return storable_text(url)
    number = url.partition("#")[2]
    return address.canonical(url) + (f"#{number}" if number.isdigit() else "")


def _storable_comment(comment: Comment) -> Comment:
    name, content = storable_text(comment.author.name), storable_text(comment.content_html)
    if name is comment.author.name and content is comment.content_html:
        return comment
    return replace(comment, author=replace(comment.author, name=name), content_html=content)
