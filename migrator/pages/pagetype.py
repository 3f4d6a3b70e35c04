"""What kind of page it is: by Blogger's own data, else by its address and its marks."""

from urllib.parse import parse_qs

from migrator.addresses import urls
from migrator.addresses.join import split_url
from migrator.model.documents import DocumentKind, PageType
from migrator.pages.document import Document
from migrator.pages.unrendered import is_saved_error

_STATED = {
    "item": PageType.POST,
    "static_page": PageType.PAGE,
    "index": PageType.HOME,
    "archive": PageType.ARCHIVE,
    "error_page": PageType.ERROR,
}
_BODY_CLASSES = {
    "item-view": PageType.POST,
    "archive-view": PageType.ARCHIVE,
    "label-view": PageType.LABEL,
    "search-view": PageType.SEARCH,
    "error-view": PageType.ERROR,
    "page-view": PageType.PAGE,
}
# Blogger writes comments out on a page about one post alone.
_ABOUT_ONE = ("#comments", "#comments-block")
_KINDS = {
    DocumentKind.POST: PageType.POST,
    DocumentKind.PAGE: PageType.PAGE,
    DocumentKind.ARCHIVE: PageType.ARCHIVE,
    DocumentKind.HOME: PageType.HOME,
}


def _of_index(url: str) -> PageType:
    parts = split_url(url)
    if "/search/label/" in parts.path:
        return PageType.LABEL
    keys = parse_qs(parts.query)
    if parts.path.rstrip("/").endswith("/search") and (keys.get("q") or keys.get("updated-max")):
        return PageType.SEARCH
    return PageType.HOME


def page_type(document: Document, shown: int) -> PageType:
    """Decide what the page is, which shows so many posts; UNKNOWN where Blogger's data, address and theme tell nothing.

    A blog published by FTP may have any name for its main page.
    """
    context, url = document.context, document.url
    if context.is_true("isError") or (shown == 0 and not context.blog and is_saved_error(document)):
        return PageType.ERROR
    stated = _STATED.get(context.blog.get("pageType", ""))
    if stated is PageType.HOME:
        own = urls.absolute(context.blog.get("url", ""), url) or url
        return _of_index(own) if _of_index(url) is PageType.HOME else _of_index(url)
    if stated is not None:
        return stated
    return _by_marks(document, shown)


def _by_marks(document: Document, shown: int) -> PageType:
    """Decide by the answer, the theme's own classes and the address, where Blogger's data do not tell."""
    if document.status in {404, 410}:
        return PageType.ERROR
    body = next(iter(document.index.named("body")), None)
    for name in (body.get("class", "") if body is not None else "").split():
        if name in _BODY_CLASSES and _BODY_CLASSES[name] is not PageType.POST:
            return _BODY_CLASSES[name]
    url = document.url
    if _of_index(url) is not PageType.HOME:
        return _of_index(url)
    for address in (url, document.head.og_url, document.head.canonical):
        # The address of a file on this machine tells nothing of the blog.
        if address and address.startswith("http") and document.home and (kind := document.home.kind(address)) in _KINDS:
            return _KINDS[kind]
    if shown == 1 and document.index.first(*_ABOUT_ONE) is not None:
        return PageType.POST
    return PageType.HOME if shown > 1 else PageType.UNKNOWN
