"""What is worth saying of a whole page: comments kept by other services, gates before the content, flattened markup."""

import re

from migrator.model.notices import Notice
from migrator.pages.document import Document
from migrator.pages.interstitials import has_warning_over_it

MARKS = frozenset({"#disqus_thread", ".fb-comments", "#fb-comments", ".g-comments", "#cusdis_thread", "#commento"})

_DISQUS = re.compile(
    r"disqus_(?:blogger_(?:current_)?)?(shortname|identifier|url)\s*=\s*['\"]([^'\"]{1,200})['\"]"
    r"|this\.page\.(identifier|url)\s*=\s*['\"]([^'\"]{1,200})['\"]|//([\w-]+)\.disqus\.com/(?:embed|blogger)"
)
_OLD_SERVICES = re.compile(r"(?:haloscan|enetation|squawkbox|backblog|js-kit|intensedebate)\.[a-z.]{2,6}/")
_HALOSCAN = re.compile(r"^javascript:HaloScan\(['\"]([\w.-]{1,40})['\"]\)", re.IGNORECASE)
_MOST_THREADS = 50


def _disqus(document: Document) -> str:
    """Return what identifies a Disqus thread, by default the address of its page; empty if the page has none."""
    facts: dict[str, str] = {}
    for _, source, inside in document.index.scripts():
        for text in (inside, source):
            if "disqus" in text:
                for match in _DISQUS.finditer(text):
                    facts.setdefault(match[1] or match[3] or "shortname", match[2] or match[4] or match[5])
    if not facts and document.index.first("#disqus_thread") is None:
        return ""
    if "identifier" not in facts:
        facts.setdefault("url", document.head.og_url or document.head.canonical or document.url)
    return "Disqus " + ", ".join(f"{name}={value}" for name, value in sorted(facts.items()))


def _of_this_post(document: Document) -> list[str]:
    """Name the threads of services that show one post's comments on its page."""
    index = document.index
    found = [_disqus(document)]
    facebook = [node.element for node in index.all(".fb-comments", "#fb-comments")] or index.named("fb:comments")
    found += [f"Facebook {one.get('data-href') or one.get('href') or document.url}" for one in facebook[:1]]
    if index.first(".g-comments") is not None:
        found.append(f"Google+, which closed in 2019, {document.url}")
    return [one.strip() for one in found if one]


def _of_linked_posts(document: Document) -> list[str]:
    """Name the threads of old services that each post of a page links, by what identifies them there."""
    threads: dict[str, None] = {}
    for _, address in document.index.links:
        if "omment" in address and _OLD_SERVICES.search(address):
            threads[address] = None
        elif "(" in address and (match := _HALOSCAN.match(address)):
            threads[f"HaloScan {match[1]}"] = None
    return list(threads)[:_MOST_THREADS]


def page_notices(document: Document, *, single: bool, found_comments: bool) -> list[Notice]:
    """Return the notices about a page as a whole; `single` is whether it is about one post."""
    beside = " (comments of Blogger's own are in the page too)" if found_comments else ""
    notices = [
        Notice(code="comments-elsewhere", url=document.url, detail=f"{service}{beside}")
        for service in [*(_of_this_post(document) if single else []), *_of_linked_posts(document)]
    ]
    if has_warning_over_it(document.index):
        detail = "a warning is laid over the page, which holds its content all the same"
        notices.append(Notice(code="content-warning", url=document.url, detail=detail))
    if document.flattened:
        notices.append(Notice(code="markup-too-deep", url=document.url, detail="more than 400 levels"))
    return notices
