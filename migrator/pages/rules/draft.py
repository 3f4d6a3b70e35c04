"""A rules file drafted from one page: selectors of the elements that hold what the page was read as.

For an owner to look at and to correct where a field is wrong, so what can't be named stays an empty line.
"""

import re

from lxml import etree

from migrator.content.text import plain_text
from migrator.content.tree import parse_document
from migrator.model.documents import Parsed, RawPage
from migrator.model.schema import Comment
from migrator.pages.decoding import decode
from migrator.pages.elements import text_of
from migrator.pages.rules.calibrate import body_holder
from migrator.pages.rules.css import own_selector, selector_of
from migrator.pages.rules.locate import dated, holding, own_text, smallest, visible
from migrator.pages.rules.rules import CommentRules, PostRules, Rules

_NUMBER_ID = re.compile(r"^(?:comment-|c)")


def draft_rules(page: RawPage, parsed: Parsed) -> Rules:
    """Write rules that read a page about one post as it was read; without a post, there is nothing to draft from."""
    if not parsed.posts:
        return Rules()
    post = parsed.posts[0].post
    names = {author.id: author.name for author in parsed.authors}
    root, _ = parse_document(decode(page))
    body = body_holder(root, post.content_html)
    return Rules(
        PostRules(
            title=holding(root, post.title),
            date=dated(root, post.published),
            author=holding(root, names.get(post.author or "", "")),
            labels=_labels(root, post.labels),
            body=selector_of(body) if body is not None else "",
        ),
        _comment_rules(root, post.comments),
    )


def _labels(root: etree._Element, labels: tuple[str, ...]) -> str:
    """Return a selector of the links that are the labels: those in the nearest named element around the first."""
    for link in root.iter("a"):
        if not labels or text_of(link) != labels[0]:
            continue
        for around in link.iterancestors():
            inside = [text_of(one) for one in around.iter("a")]
            if set(labels) <= set(inside):
                return f"{selector_of(around)} a" if set(inside) == set(labels) and selector_of(around) else ""
    return ""


def _comment_rules(root: etree._Element, comments: tuple[Comment, ...]) -> CommentRules:
    """Name the elements that hold one comment each, if they are alike."""
    if not comments or not comments[0].platform_id:
        return CommentRules()
    number, words = comments[0].platform_id, plain_text(comments[0].content_html)
    holder = next((one for one in visible(root) if _NUMBER_ID.sub("", one.get("id") or "") == number), None)
    if holder is None or not own_selector(holder):
        return CommentRules()
    inside = smallest(holder, lambda element: bool(words) and own_text(element) == words)
    name = smallest(holder, lambda element: own_text(element) == comments[0].author.name)
    return CommentRules(each=own_selector(holder), author=name, body=inside) if inside else CommentRules()
