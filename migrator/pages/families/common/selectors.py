"""Selectors as data: which marks stand for what in a family's markup, best first (marks as in `document`)."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Marks by meaning. Within a field the earlier mark is the better evidence."""

    body: tuple[str, ...] = (
        "#post-body-*", ".post-body", ".post_body", ".postbody", ".entry-content", "@articlebody", "@articleBody",
        ".blogpost", ".post-content", ".entry-body", ".article-body", ".entry", ".pagepost", "#summary*", "#summary-*",
    )  # fmt: skip
    snippet: tuple[str, ...] = (
        "#post-snippet-*",
        ".post-snippet",
        ".snippet-item",
        ".entry-summary",
        ".post-summary",
        ".snippet",
        ".psnpt",
    )
    container: tuple[str, ...] = (
        ".post-outer-container", ".post-outer", ".mobile-post-outer", ".post", ".hentry", "@blogPost", "article",
    )  # fmt: skip
    title: tuple[str, ...] = (
        ".post-title", ".entry-title", ".posttitle", "@headline", ".post_title", ".pagetitle", ".pttl", "#postt",
    )  # fmt: skip
    loose_title: tuple[str, ...] = ("@name", "h1", "h2", "h3")
    published: tuple[str, ...] = (".published", "@datePublished")
    updated: tuple[str, ...] = (".updated", "@dateModified")
    stamp: tuple[str, ...] = (
        ".timestamp-link", ".post-timestamp", ".published", ".publishdate", ".post-date", ".entry-date", ".dateline",
        "time", ".post-time", ".date", ".time", "a[rel=bookmark]",
    )  # fmt: skip
    day: tuple[str, ...] = (".date-header", ".dateheader", ".post-date", ".date", ".publishdate", ".mobile-index-date")
    author: tuple[str, ...] = (
        ".fn",
        ".post-author",
        "@author",
        "a[rel=author]",
        ".g-profile",
        ".author",
        ".post-author-name",
    )
    spoken_author: tuple[str, ...] = (".nm", ".m")
    """Elements whose `data-text` is the name and whose `data-write` the words before it, shown by style."""
    labels: tuple[str, ...] = ("a[rel=tag]",)
    meta: tuple[str, ...] = (".post-meta", ".entry-meta", ".postmeta", ".post-info", ".meta", ".post-header", ".info")
    """Lines that hold the date among other things."""
    label_place: tuple[str, ...] = (".post-labels", ".byline-labels", ".labels")
    permalink: tuple[str, ...] = (".timestamp-link", "a[rel=bookmark]")
    location: tuple[str, ...] = (".post-location",)
    comment_link: tuple[str, ...] = (".comment-link", ".post-comment-link", ".comments-link")
    comments: tuple[str, ...] = ("#comments", ".comments", "#comment-holder", "#comments-block", "#disqus_thread")
    footer: tuple[str, ...] = (".post-footer", ".postfooter", ".post-footer-line", ".jump-link")
    byline: tuple[str, ...] = ()
    """Where author, day and time stand in one text, as in classic templates."""
    post_id: tuple[str, ...] = ("a[name=#]",)
    blog_title: tuple[str, ...] = ()
    foreign: tuple[str, ...] = (
        ".widget", "aside", ".sidebar", "#sidebar", "#sidebar-wrapper", "#footer-wrapper", "#backlinks-container",
        ".related-posts", ".related-post", "#related-posts", "#related-post", ".relatedposts", "#relatedposts",
        "#related-wrap", ".related-wrap", ".related-post-area", ".author-box", ".about-author", ".featured-post",
        ".popular-posts", ".breadcrumbs", "#b-navbar", "#navbar", ".random-posts", ".recent-posts",
        "#profile-container",
    )  # fmt: skip

    def marks(self) -> frozenset[str]:
        """All marks of all meanings."""
        return frozenset(mark for one in fields(self) for mark in getattr(self, one.name))
