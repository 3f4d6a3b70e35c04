"""What Blogger's own script says about the page: its blog, its kind, its posts."""

from dataclasses import dataclass, field

from migrator.themes.data_script import data_parts, flat_facts, shown_posts

_BLOG = frozenset(
    {
        "blogId", "title", "url", "canonicalUrl", "homepageUrl", "canonicalHomepageUrl", "adultContent", "locale",
        "isPrivate", "isMobileRequest", "pageType", "postId", "pageId", "pageName", "pageTitle", "isError",
    }
)  # fmt: skip
_VIEW = frozenset({"title", "type", "isSingleItem", "isError", "isPage", "isPost", "postId", "pageId"})


@dataclass(frozen=True, slots=True)
class Context:
    """The flat facts of the parts `blog` and `view`, as text; both are empty where the page has no such script."""

    blog: dict[str, str] = field(default_factory=dict)
    view: dict[str, str] = field(default_factory=dict)
    posts: tuple[tuple[str, str], ...] = ()
    """Number and title of each post that the Blog gadget shows, where it states them."""

    def is_true(self, name: str) -> bool:
        """Tell whether a fact of `view` or `blog` is stated as true."""
        return self.view.get(name, self.blog.get(name)) == "true"

    @property
    def post_number(self) -> str:
        """Blogger's number of the post or static page that the page is about; empty if none is stated."""
        stated = (part.get(name, "") for part in (self.blog, self.view) for name in ("postId", "pageId"))
        return next((number for number in stated if number.isdigit()), "")


def read_context(page: bytes) -> Context:
    """Read the script of a page, UTF-8; an empty context if there is none."""
    parts = data_parts(page)
    return Context(
        flat_facts(parts.get("blog", ""), _BLOG),
        flat_facts(parts.get("view", ""), _VIEW),
        shown_posts(parts.get("widgets", "")),
    )
