"""How sure the fields of a post are: by the rule that gave each, and by what else in the page agrees with it.

Sure is what Blogger itself states, or what two independent places of a page state alike; doubtful is what rests on one
name of a theme's class or on general rules, and what is not there where a page usually has it. The rules were
calibrated against pages whose truth is known.
"""

from collections.abc import Iterator

from lxml import etree

from migrator.model.documents import Extent, SeenPost
from migrator.model.schema import Post
from migrator.pages import authors, fields
from migrator.pages.dating import MACHINE_RUNGS, UNMARKED, hint_of
from migrator.pages.fields import FieldValue
from migrator.pages.jsonld import Stated
from migrator.pages.segment import PageSegments, PostBlock

_AUTHORS_SURELY = frozenset({authors.MARK, authors.JSONLD, authors.LINE, authors.SPOKEN})
# An empty rule is that of a theme's place for labels that is empty.
_LABELS_SURELY = frozenset({"", "label mark", "label links"})


def doubtful_fields(
    layout: PageSegments, seen: SeenPost, stated: Stated | None, title: FieldValue, told: dict[str, str]
) -> frozenset[str]:
    """Return the fields of a post that may be wrong; `told` is the rule that gave each, empty where none did.

    For the body and the number it is what `seen_uncleaned` gives.
    """
    return frozenset(_doubts(layout, seen, stated, title, told))


def _doubts(
    layout: PageSegments, seen: SeenPost, stated: Stated | None, title: FieldValue, told: dict[str, str]
) -> Iterator[str]:
    post = seen.post
    if not title.sure:
        yield "title"
    if post.published is None or not _is_dated_surely(post, stated, told["published"]):
        yield "published"
    if post.author is None or told["author"] not in _AUTHORS_SURELY:
        yield "author"
    if "labels" not in seen.tells or told["labels"] not in _LABELS_SURELY:
        yield "labels"
    if not told["platform_id"]:
        yield "platform_id"
    if not post.url.startswith("http"):
        yield "url"
    if layout.guessed or seen.extent is Extent.NONE or told["content_html"]:
        yield from ("content_html", "media")


def _is_dated_surely(post: Post, stated: Stated | None, rung: str) -> bool:
    """Whether a time agrees with the month of the post's address, or two machine-readable ones agree."""
    hint, value = hint_of(post.url), post.published or ""
    if rung in UNMARKED:
        return False  # chosen because it agrees
    if hint is not None and value.startswith(f"{hint.year}-{hint.month:02}"):
        return True
    return rung in MACHINE_RUNGS and stated is not None and stated.published[:10] == value[:10]


def seen_uncleaned(layout: PageSegments, block: PostBlock, number: str | None) -> dict[str, str]:
    """Return what `doubtful_fields` must know of a body as it stood in the page: call it before the body is cleaned.

    `content_html` is the name of a part in it that a theme may have put there, `platform_id` the post's number where
    more than an attribute of any name tells it; both else empty.
    """
    own = number if number is not None and fields.is_own_number(layout, block, number) else ""
    return {"content_html": _part_of_theme(block.body.element), "platform_id": own}


def _part_of_theme(body: etree._Element) -> str:
    """Return the id of a part inside of a body, as no author gives his parts one; else empty."""
    for element in body.iterdescendants("div", "section", "aside", "nav", "form", "footer"):
        if name := element.get("id"):
            return str(name)
    return ""


ALL_DOUBTED = frozenset({"published", "author", "labels", "comments", "content_html", "media"})
"""What a page that names its post without showing it does not tell."""
WORTH_TELLING = frozenset({"title", "published", "author", "labels", "platform_id"})
"""Fields whose doubtful values are worth a notice; that a body was found by general rules has one of its own."""


def doubt_of_comments(post: Post) -> bool:
    """Whether the comments of a page about one post may be wrong: not as many as it declares, or it declares none."""
    return post.comment_count is None or post.comment_count != len(post.comments)
