"""Of which fields of a post a page speaks at all."""

from migrator.documents import Extent
from migrator.schema import Post

_BY_EXTENT = {
    Extent.NONE: {"title"},
    Extent.SNIPPET: {"title", "content_html"},
    Extent.CUT: {"title", "content_html", "media"},
    Extent.FULL: {"title", "content_html", "media"},
}


def told_fields(post: Post, extent: Extent, *, single: bool, labels: bool) -> frozenset[str]:
    """Name the fields of which a page tells; `labels` is whether it has a place for them at all."""
    values = (
        ("published", post.published), ("author", post.author), ("location", post.location), ("updated", post.updated),
        ("platform_id", post.platform_id), ("url", post.url or None), ("comment_count", post.comment_count),
        ("labels", labels or None), ("type", single or None),
        ("comments", post.comments or (single and post.comment_count == 0) or None),
    )  # fmt: skip
    return frozenset({name for name, value in values if value is not None} | _BY_EXTENT[extent])
