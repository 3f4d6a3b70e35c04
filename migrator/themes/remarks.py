"""What is worth saying of a whole page: comments kept by other services, gates before the content, flattened markup."""

import re

from migrator.notices import Notice
from migrator.themes.document import Document
from migrator.themes.gates import has_warning_over_it

MARKS = frozenset({"#disqus_thread", ".fb-comments", "#fb-comments", ".g-comments", "#cusdis_thread", "#commento"})

_DISQUS = re.compile(
    r"disqus_(shortname|identifier|url)\s*=\s*['\"]([^'\"]{1,200})['\"]|//([\w-]+)\.disqus\.com/(?:embed|blogger)"
)
_OLD_SERVICES = re.compile(r"(?:haloscan|enetation|squawkbox|backblog|js-kit|intensedebate)\.[a-z.]{2,6}/")


def _disqus(document: Document) -> str:
    """Give what identifies a Disqus thread; empty if the page has none."""
    facts: dict[str, str] = {}
    for _, source, inside in document.index.scripts():
        for text in (inside, source):
            if "disqus" in text:
                for match in _DISQUS.finditer(text):
                    facts.setdefault(match[1] or "shortname", match[2] or match[3])
    if not facts and document.index.first("#disqus_thread") is None:
        return ""
    return "Disqus " + ", ".join(f"{name}={value}" for name, value in sorted(facts.items()))


def _elsewhere(document: Document) -> list[str]:
    index = document.index
    found = [_disqus(document)]
    facebook = index.first(".fb-comments", "#fb-comments")
    if facebook is not None:
        found.append(f"Facebook {facebook.element.get('data-href') or document.url}")
    if index.first(".g-comments") is not None:
        found.append("Google+, which closed in 2019")
    for _, address in index.links:
        if "omment" in address and _OLD_SERVICES.search(address):
            found.append(address)
            break
    return [one.strip() for one in found if one]


def page_notices(document: Document, *, found_comments: bool) -> list[Notice]:
    """Give the notices about a page as a whole."""
    beside = " (comments of Blogger's own are in the page too)" if found_comments else ""
    notices = [
        Notice(code="comments-elsewhere", url=document.url, detail=f"{service}{beside}")
        for service in _elsewhere(document)
    ]
    if has_warning_over_it(document.index):
        detail = "a warning is laid over the page, which holds its content all the same"
        notices.append(Notice(code="content-warning", url=document.url, detail=detail))
    if document.flattened:
        notices.append(Notice(code="markup-too-deep", url=document.url, detail="more than 400 levels"))
    return notices
