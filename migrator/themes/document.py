"""One page, parsed once and passed over once."""

from dataclasses import dataclass

from migrator.themes.context import Context
from migrator.themes.head import Head
from migrator.themes.index import Index
from migrator.urls import BlogAddress


@dataclass(slots=True)
class Document:
    """A parsed page: where it was fetched, what its head and its script data say, its marked elements."""

    url: str
    status: int
    index: Index
    head: Head
    context: Context
    blog_title: str = ""
    language: str = ""
    home: BlogAddress | None = None
    flattened: bool = False

    def owns(self, url: str) -> bool:
        """Tell whether an address belongs to this blog, as far as the page tells where the blog lives."""
        return self.home is not None and self.home.owns(url)
