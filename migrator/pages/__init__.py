"""Pages to schema values: `parse_page` reads any page of a Blogger blog, of whatever theme. Pure."""

from dataclasses import replace

from migrator.addresses import urls
from migrator.content.tree import parse_bytes
from migrator.model.documents import Extent, PageType, Parsed, RawPage
from migrator.model.notices import Notice
from migrator.pages.authors import MARKS as AUTHOR_MARKS
from migrator.pages.blog import MARKS as BLOG_MARKS
from migrator.pages.blog import read_blog
from migrator.pages.classic_markup import looks_classic
from migrator.pages.comments.found import MARKS as COMMENT_MARKS
from migrator.pages.decoding import decode, utf8_of
from migrator.pages.document import Document, read_context, read_head
from migrator.pages.families import FAMILIES, family_of
from migrator.pages.families.common.base import Signs
from migrator.pages.index import build_index
from migrator.pages.interstitials import is_redirect, read_gate
from migrator.pages.links import MARKS as LINK_MARKS
from migrator.pages.page_notices import MARKS as REMARK_MARKS
from migrator.pages.read import read_page
from migrator.pages.rules.rules import NO_THEME_RULES, Rules, ThemeRules
from migrator.pages.ui_phrases import MARKS as INTERFACE_MARKS
from migrator.pages.unrendered import MARKS as UNRENDERED_MARKS

_SHARED_MARKS = (
    REMARK_MARKS | INTERFACE_MARKS | LINK_MARKS | COMMENT_MARKS | BLOG_MARKS | AUTHOR_MARKS | UNRENDERED_MARKS
)
_MARKS = _SHARED_MARKS.union(*(family.selectors.marks() for family in FAMILIES))


def parse_page(page: RawPage, guidance: ThemeRules = NO_THEME_RULES) -> Parsed:
    """Read everything that a page tells; what an owner's rules select goes above all else.

    Never raises, whatever the bytes; ConfigError only if a rule is no CSS selector.
    """
    parsed = _parse(page)
    if guidance.learnt is not None and (lacking := _lacking(parsed, guidance.learnt)) != Rules():
        parsed = _calibrated(parsed, decode(page), lacking)
    if guidance.rules is not None:
        parsed = _ruled(parsed, decode(page), guidance.rules, "owner's rules")
    return parsed


def _is_guessed(parsed: Parsed) -> bool:
    """Whether a page about one post has no body that a mark tells."""
    single = parsed.page_type in {PageType.POST, PageType.PAGE} and len(parsed.posts) <= 1
    return single and not any(seen.extent is Extent.FULL and not seen.guessed for seen in parsed.posts)


def _lacking(parsed: Parsed, learnt: Rules) -> Rules:
    """Return what was learnt of the fields that a page about one post leaves open."""
    if parsed.page_type not in {PageType.POST, PageType.PAGE} or len(parsed.posts) > 1:
        return Rules()
    post, told = learnt.post, parsed.posts[0].post if parsed.posts else None
    return Rules(
        post=replace(
            post,
            body=post.body if _is_guessed(parsed) else "",
            date="" if told is not None and told.published else post.date,
            author="" if told is not None and told.author else post.author,
        )
    )


def _calibrated(parsed: Parsed, text: str, learnt: Rules) -> Parsed:
    read = _ruled(parsed, text, learnt, "calibration")
    if read is parsed:
        return parsed
    post, rungs = learnt.post, dict(read.provenance)
    selectors = {"title": post.title, "published": post.date, "author": post.author}
    used = [f"{name}: {selector}" for name, selector in selectors.items() if rungs.get(name) == "calibration"]
    details = [f"the body is where a known text stands: {post.body}"] if post.body else []
    details += [f"a known post taught where to read {'; '.join(used)}"] if used else []
    notices = (Notice(code="calibrated", url=parsed.url, detail=detail) for detail in details)
    return replace(read, notices=(*read.notices, *notices))


def _ruled(parsed: Parsed, text: str, rules: Rules, rung: str) -> Parsed:
    from migrator.pages.rules.apply import apply_rules  # noqa: PLC0415 - BeautifulSoup loads slowly; only rules need it

    return apply_rules(parsed, text, rules, rung=rung)


def _parse(page: RawPage) -> Parsed:
    url = page.final_url or page.url
    text = utf8_of(page)
    root, flattened = parse_bytes(text)
    index = build_index(root, _MARKS)
    head, context = read_head(index, url), read_context(text)
    signs = Signs(index, head, context)
    if (gate := read_gate(signs, url)) is not None:
        return gate
    own = signs.is_blogger() or ".blogspot." in urls.host_of(url) or looks_classic(index)
    if is_redirect(signs) or not own:
        return Parsed(page_type=PageType.UNKNOWN, url=url)
    family = family_of(signs)
    if family.prepare(root):
        index = build_index(root, _MARKS)
    document = Document(url, page.status, index, head, context, flattened=flattened)
    blog = read_blog(document)
    return read_page(document, family, blog)
