"""The frame of a WXR file around its items.

Format: WordPress `wp-admin/includes/export.php`, version 1.2.
"""

from collections.abc import Iterator

from migrator.formats.common.times import Moment
from migrator.formats.common.xml import lines, plain, section
from migrator.formats.wxr.items import person_name, rfc_822, term_name
from migrator.formats.wxr.plan import WxrPlan

_NAME_BYTES = 200

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="blog-migrator" created="{created}" -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
"""
FOOT = "</channel>\n</rss>\n"


def head(plan: WxrPlan, created: Moment) -> str:
    """Return what stands before the items: the blog, its authors and terms."""
    blog = plan.blog
    home = plan.options.site.rstrip("/")
    parts = [
        plain("title", blog.title),
        plain("link", home),
        plain("description", blog.description),
        plain("pubDate", rfc_822(created)),
        plain("language", blog.language),
        plain("wp:wxr_version", "1.2"),
        plain("wp:base_site_url", home),
        plain("wp:base_blog_url", home),
        *_authors(plan),
        *_terms(plan),
        plain("generator", "blog-migrator"),
    ]
    return _HEAD.format(created=created.utc.isoformat(sep=" ", timespec="minutes")) + lines("\t", parts)


def _authors(plan: WxrPlan) -> Iterator[str]:
    for number, author in enumerate(plan.authors, 1):
        fields = [
            plain("wp:author_id", number),
            section("wp:author_login", plan.logins[author.id]),
            section("wp:author_email", ""),
            section("wp:author_display_name", person_name(author.name, _NAME_BYTES)),
            section("wp:author_first_name", ""),
            section("wp:author_last_name", ""),
        ]
        yield f"<wp:author>{''.join(fields)}</wp:author>"


def _terms(plan: WxrPlan) -> Iterator[str]:
    tags = plan.options.taxonomy == "post_tag"
    for number, label in enumerate(plan.labels, 1):
        nicename = plan.nicenames[label]
        if tags:
            fields = [section("wp:tag_slug", nicename), section("wp:tag_name", term_name(label))]
            yield f"<wp:tag>{plain('wp:term_id', number)}{''.join(fields)}</wp:tag>"
        else:
            fields = [
                section("wp:category_nicename", nicename),
                section("wp:category_parent", ""),
                section("wp:cat_name", term_name(label)),
            ]
            yield f"<wp:category>{plain('wp:term_id', number)}{''.join(fields)}</wp:category>"
