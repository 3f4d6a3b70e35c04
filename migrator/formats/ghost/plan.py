"""What must be known of a whole blog before its first post is written for Ghost: slugs, tags, people.

Ghost makes a slug of its own for each that it does not like, in silence; so ours are such as it keeps: ASCII, lower
case, at most 185 characters, one in posts and pages together, none of its own addresses.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from migrator.addresses.urls import BlogAddress, label_of
from migrator.formats.common.redirects import Redirect, TargetPaths, moves
from migrator.formats.common.slugs import Names, WantedSlugs, digest, full_key, logins, numbered, own_slug, slug
from migrator.formats.json import JsonObject
from migrator.model.ports import ArchiveView, PostSummary
from migrator.model.schema import Author, Media, MediaStatus, Post

LONGEST_SLUG = 185
_LONGEST_NAME = 191
_ENCODED = re.compile(r"(?:%[0-9a-f]{2})+")
# Paths of Ghost's own, and the slugs of the page and the post that every new site begins with.
_TAKEN = frozenset(
    {
        "about",
        "amp",
        "api",
        "assets",
        "author",
        "coming-soon",
        "content",
        "email",
        "feed",
        "ghost",
        "members",
        "p",
        "page",
    }
    | {"public", "r", "robots", "rss", "sitemap", "tag", "unsubscribe", "webmentions", "post", "author-2"}
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A label in Ghost."""

    name: str
    slug: str


class GhostPlan:
    """The names of one blog in Ghost, and where its old addresses lead there."""

    def __init__(self, view: ArchiveView, base_url: str | None) -> None:
        self.blog = view.blog()
        self.site = f"{(base_url or '').rstrip('/')}/"
        self.address = BlogAddress(self.blog.url, view.aliases())
        self.authors: list[Author] = list(view.authors())
        self.logins = logins((author.id, author.name) for author in self.authors)
        self.tags = _tags(label for label, _ in view.labels())
        self._slugs: dict[str, str] = {}
        """Of those posts alone whose slug is not the plain one of their address."""
        self._by_key: dict[str, str] = {}
        self._name_posts(view)

    def slug(self, post: Post) -> str:
        """Return the slug of a post in Ghost."""
        return self._slugs.get(post.id) or plain_slug(own_slug(post.slug, post.url))

    def renamed(self) -> Iterator[tuple[str, str]]:
        """Yield (key, new slug) of the posts that the general rules for old addresses do not lead to."""
        yield from self._by_key.items()

    def addresses(self, view: ArchiveView) -> Iterator[str]:
        """Return the paths of all posts, tags and people on the new site, without a slash at their ends."""
        for one in view.summaries():
            yield f"/{self._slugs.get(one.id) or plain_slug(own_slug(one.slug, one.url))}"
        yield from (f"/tag/{tag.slug}" for tag in self.tags.values())
        yield from (f"/author/{login}" for login in self.logins.values())

    def moves(self, view: ArchiveView) -> list[Redirect]:
        """Return where old addresses lead, one by one; `redirects.json` tells most by general rules."""

        def post(one: PostSummary) -> str:
            general = GENERAL.match(one.key)
            name = self._by_key.get(full_key(one)) or (general[1] if general else "")
            return f"/{name}/"

        def label(name: str) -> str:
            return f"/tag/{self.tags[name].slug}/"

        return moves(view, TargetPaths(post=post, label=label, month=lambda _: "/", feed="/rss/")).rules

    def target(self, key: str) -> str | None:
        """Return the new address of a document of the blog by its key; None: it has none."""
        if key in self._by_key:
            return f"{self.site}{self._by_key[key]}/"
        if match := GENERAL.match(key):
            return f"{self.site}{match[1]}/"
        if key.startswith("search/label/") and (tag := self.tags.get(label_of(f"/{key}"))):
            return f"{self.site}tag/{tag.slug}/"
        return self.site if not key or key.startswith("search") else None

    def _name_posts(self, view: ArchiveView) -> None:
        """Let each name be taken once; of several that want it, the oldest post at an address of its own keeps it."""
        wanted = WantedSlugs(hash(plain_slug(own_slug(one.slug, one.url))) for one in view.summaries())
        contested = [one for one in view.summaries() if _is_contested(plain_slug(own_slug(one.slug, one.url)), wanted)]
        contested.reverse()
        taken = set(_TAKEN)
        for one in sorted(contested, key=lambda one: not one.url):
            own = plain_slug(own_slug(one.slug, one.url))
            first = own or plain_slug(one.title) or f"post-{digest(one.id)}"
            self._slugs[one.id] = next(
                name
                for name in numbered(first, LONGEST_SLUG)
                if name not in taken and (name == own or hash(name) not in wanted)
            )
            taken.add(self._slugs[one.id])
        for one in view.summaries():
            new = self._slugs.get(one.id) or plain_slug(own_slug(one.slug, one.url))
            general = GENERAL.match(one.key)
            if one.url and (general is None or general[1] != new):
                self._by_key[full_key(one)] = new


def _is_contested(name: str, wanted: WantedSlugs) -> bool:
    return not name or name in _TAKEN or hash(name) in wanted.several


GENERAL = re.compile(r"^(?:(?:19|20)\d{2}/(?:0[1-9]|1[0-2])|p)/([a-z0-9_-]+)\.html$")
"""Old addresses of which the last part is the slug in Ghost too."""


def plain_slug(text: str) -> str:
    """Return a slug of ASCII letters alone; empty where nothing is left."""
    return re.sub(r"-{2,}", "-", _ENCODED.sub("-", slug(text)))[:LONGEST_SLUG].strip("-")


def _tags(labels: Iterator[str]) -> dict[str, Tag]:
    """Give each label a tag with a slug of its own; a name that begins with # or a comma means something else there."""
    names = Names(longest=LONGEST_SLUG)
    found: dict[str, Tag] = {}
    for label in labels:
        name = label.lstrip("#,").strip()[:_LONGEST_NAME] or f"label {digest(label)}"
        found[label] = Tag(name, names.take(plain_slug(label) or f"label-{digest(label)}"))
    return found


# Which files Ghost takes, under which names.
#
# It puts a dash for every character outside ASCII letters, digits, `_`, `@` and `.` (`ghost-storage-base`), and
# tells nobody; the names here have none of those. Extensions: `core/shared/config/overrides.json`.

_TAKEN_PATHS = {
    **dict.fromkeys((".jpg", ".jpeg", ".gif", ".png", ".svg", ".ico", ".webp"), "images"),
    **dict.fromkeys((".mp4", ".webm", ".ogv", ".mp3", ".wav", ".ogg", ".m4a"), "media"),
    **dict.fromkeys((".pdf", ".odp", ".ods", ".odt", ".ppt", ".pptx", ".rtf", ".xls", ".xlsx"), "files"),
}
_OTHER = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class GhostFile:
    """A held file: its path in the zip, and its address on the site."""

    media: Media
    path: str

    @property
    def address(self) -> str:
        """The address below the site."""
        return f"/{self.path}"


def ghost_file(media: Media) -> GhostFile | None:
    """Return a file as Ghost takes it; None for what is not held or what it refuses."""
    if media.status is not MediaStatus.HELD or not media.path or not media.sha256:
        return None
    stem, extension = posixpath.splitext(posixpath.basename(media.path))
    kind = _TAKEN_PATHS.get(extension.lower())
    if kind is None:
        return None
    readable = _OTHER.sub("-", stem).strip("-")[:80] or media.kind.value
    # The archive's own name may differ from another in characters that are dashes now.
    name = f"{readable}-{media.sha256[:8]}" if media.sha256[:8] not in readable else readable
    return GhostFile(media, f"content/{kind}/blogger/{name}{extension.lower()}")


# The redirects of a blog for Ghost: `redirects.json`, as Labs in its settings takes it.
#
# Each `from` is a regular expression over the path as the browser sends it, tried in this order; Ghost keeps the
# query.

_BYTE = re.compile("%([0-9A-Fa-f]{2})")
# What all blogs have, after the addresses of this one.
_GENERAL = (
    (r"^/(?:19|20)\d{2}/(?:0[1-9]|1[0-2])/([a-z0-9_-]+)\.html$", "/$1/"),
    (r"^/p/([a-z0-9_-]+)\.html$", "/$1/"),
    (r"^/feeds/posts/(?:default|full|summary)(?:/-/.+)?/?$", "/rss/"),
    (r"^/feeds/.*comments/(?:default|full|summary)/?$", "/rss/"),
    (r"^/(?:atom|rss)\.xml$", "/rss/"),
    (r"^/(?:archives?/)?(?:19|20)\d{2}_\d{2}_\d{2}_(?:[A-Za-z0-9_-]+_)?archive\.html?$", "/"),
    (r"^/(?:19|20)\d{2}(?:/(?:0[1-9]|1[0-2]))?/?$", "/"),
    (r"^/search/?$", "/"),
    (r"^/index\.html$", "/"),
)


def redirects(plan: GhostPlan, view: ArchiveView) -> Iterator[JsonObject]:
    """Return each redirect; none of the general ones matches an address that a post, tag or author has now."""
    for key, new in plan.renamed():
        if "#" in key:
            continue  # no browser sends that part
        yield _redirect(f"^/{_in_either_case(re.escape(key))}$", f"/{new}/")
    for label, tag in plan.tags.items():
        yield _redirect(f"^/search/label/{_any_spelling(label)}/?$", f"/tag/{tag.slug}/")
    hidden: dict[str, list[str]] = {}
    for path in plan.addresses(view):
        for pattern, _ in _GENERAL:
            if re.search(pattern, path) or re.search(pattern, f"{path}/"):
                hidden.setdefault(pattern, []).append(re.escape(path.removeprefix("/")))
    for pattern, target in _GENERAL:
        yield _redirect(_without(pattern, hidden.get(pattern, [])), target)


def _without(pattern: str, paths: list[str]) -> str:
    """Return a pattern that matches the same but for some paths."""
    return f"^/(?!(?:{'|'.join(paths)})/?$){pattern.removeprefix('^/')}" if paths else pattern


def _redirect(pattern: str, target: str) -> JsonObject:
    return {"from": pattern, "to": target, "permanent": True}


def _in_either_case(pattern: str) -> str:
    """Let the letters of percent-encoded bytes be large or small, and nothing else."""
    return _BYTE.sub(lambda byte: "%" + "".join(_either(digit) for digit in byte[1]), pattern)


def _either(digit: str) -> str:
    return f"[{digit.upper()}{digit.lower()}]" if digit.isalpha() else digit


def _any_spelling(label: str) -> str:
    """Return a pattern for a label, each character as itself or percent-encoded."""
    parts = []
    for character in label:
        encoded = quote(character, safe="", errors="replace")
        if character == " ":
            parts.append(r"(?:%20|\+)")
        elif encoded == character:
            parts.append(re.escape(character))
        elif character.isascii():
            parts.append(f"(?:{re.escape(character)}|{_in_either_case(encoded)})")
        else:
            parts.append(_in_either_case(encoded))
    return "".join(parts)
