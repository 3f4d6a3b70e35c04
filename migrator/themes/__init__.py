"""Pages to schema values: `parse_page` reads any page of a Blogger blog, of whatever theme. Pure."""

from migrator.content.tree import parse_document
from migrator.documents import Parsed, RawPage
from migrator.themes.blog import MARKS as BLOG_MARKS
from migrator.themes.blog import read_blog
from migrator.themes.context import read_context
from migrator.themes.decoding import decode
from migrator.themes.document import Document, build_index
from migrator.themes.head import read_head
from migrator.themes.links import MARKS as LINK_MARKS
from migrator.themes.reading import COMMENT_MARKS, read_page
from migrator.themes.selectors import Selectors

SELECTORS = Selectors()
_MARKS = SELECTORS.marks() | LINK_MARKS | COMMENT_MARKS | BLOG_MARKS


def parse_page(page: RawPage) -> Parsed:
    """Read everything that a page tells. Never raises, whatever the bytes."""
    url = page.final_url or page.url
    root, flattened = parse_document(decode(page))
    head = read_head(root, url)
    document = Document(url, page.status, build_index(root, _MARKS), head, read_context(root), flattened=flattened)
    blog = read_blog(document)
    return read_page(document, SELECTORS, blog)
