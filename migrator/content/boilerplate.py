"""What themes and gadgets hang inside the element of the body: known by name, by share links, by place.

Blogger's own templates write `<data:post.body/><div style='clear: both;'></div>`: what follows that `div` inside the
element is the theme's.
"""

import re
from functools import lru_cache

from lxml import etree

from migrator.content.tree import attributes_of

# Classes and ids of widgets that stand alone, wherever in a body they stand.
_NAMES = frozenset(
    {
        "a2a_kit", "adsbygoogle", "blog-pager", "comment-link", "cookie-choices-info", "disqus_thread", "fb-comments",
        "fb-like", "fb-like-box", "fb-root", "fb-share-button", "g-plusone", "google-auto-placed", "item-control",
        "jump-link", "lwkrwd", "post-comment-link", "post-feeds", "post-icons", "quickedit", "reaction-buttons",
        "share-links", "sociable", "st_facebook_hcount", "star-ratings", "twitter-follow-button",
        "twitter-share-button", "widget-item-control", "zemanta-pixie",
    }
)  # fmt: skip

# Names of a theme's parts that an author may give his own blocks as well: only the place tells whose they are.
_PARTS = frozenset(
    {
        "about-author", "author-bio-box", "author-box", "author-profile", "authorbox", "baca-juga", "bacajuga",
        "breadcrumb", "breadcrumbs", "comments", "entry-meta", "entry-tags", "label-head", "post-author-box",
        "post-footer", "post-labels", "post-meta", "post-nav", "post-navigation", "post-next", "post-prev", "post-tags",
        "post-timestamp", "postmeta", "prelate",
    }
)  # fmt: skip

# Names that vary around one word. An author's own class hardly ever looks like these.
_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:"
    r"(?:post|entry|blog|social|button|buttons|sns|line)?[_-]?shar(?:e|ing|er)[_-]?(?:bar|box|buttons?|button-.*|container"
    r"|icons?|line|links?|post|this|widget|us|wrap(?:per)?|tools?|area|inner|soc)s?"
    r"|(?:post|entry)[_-]?shar(?:e|ing)"
    r"|addthis\w*|addtoany\w*|a2a_\w+|sharethis\w*|shareaholic\w*|sharedaddy|jiathis\w*|bdshare\w*"
    r"|related[_-]?(?:posts?|articles?|items?|wrap|content|area|widget|post-.*|box|pos)|relatedpost\w*|linkwithin\w*"
    r"|outbrain\w*|taboola\w*|uptolike\w*|pluso(?:-\w+)?|ya-share2\w*|yashare\w*|zemanta-(?:related|articles?)\w*|nrelate\w*"
    r")(?=$|[\s_-])",
    re.IGNORECASE,
)

_SHARERS = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)*(?:facebook\.com/(?:sharer|share\.php|dialog/share)|(?:twitter|x)\.com/(?:share|home\?status"
    r"|intent/tweet)|plus\.google\.com/share|pinterest\.com/pin/create|wa\.me/\?text|api\.whatsapp\.com/send"
    r"|linkedin\.com/(?:shareArticle|sharing/)|(?:t|telegram)\.me/share|reddit\.com/submit|tumblr\.com/(?:share|widgets/share)"
    r"|blogger\.com/(?:share-post\.g|blog-this\.g)|digg\.com/submit|(?:del\.icio\.us|delicious\.com)/(?:post|save)"
    r"|stumbleupon\.com/submit|vk\.com/share|vkontakte\.ru/share|connect\.ok\.ru/|meneame\.net/submit|addthis\.com/bookmark"
    r"|addtoany\.com/|technorati\.com/faves|social-plugins\.line\.me/|lineit\.line\.me/|line\.naver\.jp/R/msg"
    r"|google\.com/bookmarks/mark|bufferapp\.com/add|getpocket\.com/save)"
    r"|^whatsapp:|^mailto:\?subject",
    re.IGNORECASE,
)
_PROFILES = re.compile(r"//www\.blogger\.com/profile/|/search/label/")
_MARKUP = (etree._Comment, etree._ProcessingInstruction, etree._Entity)
_SPACES = re.compile(r"\s+")
_CLEARING = re.compile(r"^clear:(?:both|left|right);?(?:padding-bottom:[\d.]+(?:em|px);?)?$")
_MOST_WORDS = 15
_MOST_TAIL_WORDS = 150


def _is_furniture_name(names: str) -> bool:
    lower = names.lower()
    return not _NAMES.isdisjoint(lower.split()) or bool(_PATTERN.search(lower))


_kept = lru_cache(maxsize=4_096)(_is_furniture_name)
_LONGEST_KEPT = 200


def is_furniture(attributes: list[tuple[str, str]]) -> bool:
    """Tell by class and id whether an element with such attributes is a widget of the theme."""
    for name, value in attributes:
        if name in {"class", "id"} and (_kept if len(value) <= _LONGEST_KEPT else _is_furniture_name)(value):
            return True
    return False


def is_part_of_theme(element: etree._Element) -> bool:
    """Whether the class or id of an element is one that themes give their own parts, and authors hardly ever theirs."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return not _PARTS.isdisjoint(names) or is_furniture(attributes_of(element))


def _links(element: etree._Element) -> list[str]:
    return [address for link in element.iter("a") if (address := link.get("href"))]


def _only_shares(element: etree._Element) -> bool:
    links = _links(element)
    if not links or not all(_SHARERS.match(address) or address == "#" for address in links):
        return False
    return len("".join(str(text) for text in element.itertext()).split()) <= _MOST_WORDS


def share_boxes(body: etree._Element) -> list[etree._Element]:
    """Find the elements that hold nothing but links for sharing the post: the largest such, two links or more."""
    found: list[etree._Element] = []
    for link in body.iter("a"):
        address = link.get("href", "")
        if "/s1600" in address or not _SHARERS.match(address):
            continue
        box = link
        for parent in link.iterancestors():
            if parent is body or not _only_shares(parent):
                break
            box = parent
        if box is not link and len(_links(box)) >= 2 and box not in found:
            found.append(box)
    return found


def is_clearing(element: etree._Element) -> bool:
    """Whether an element is an empty `div` that only clears floats, as Blogger puts behind a body."""
    if element.tag != "div" or not (style := element.get("style")) or len(element) or (element.text or "").strip():
        return False
    return bool(_CLEARING.match(_SPACES.sub("", style).lower()))


def tail_of_theme(body: etree._Element) -> list[etree._Element]:
    """Find what a theme put behind the body's end mark, where it shows by its links or names that it is the theme's.

    Behind a mark that is not the last of its kind only a few words may follow: an author may clear floats as well.
    """
    marks = [child for child in body.iterchildren() if is_clearing(child)]
    for mark in marks:
        most = _MOST_TAIL_WORDS if mark is marks[-1] else _MOST_WORDS
        if tail := _theme_behind(mark, most):
            return tail
    return []


def _theme_behind(mark: etree._Element, most: int) -> list[etree._Element]:
    if (mark.tail or "").strip():
        return []
    tail = [element for element in mark.itersiblings() if not isinstance(element, _MARKUP)]
    if not tail or any((element.tail or "").strip() for element in tail):
        return []
    if sum(len(_visible(element).split()) for element in tail) > most:
        return []
    inner = [one for element in tail for one in element.iter("div", "ul", "a", "span", "section")]
    if most == _MOST_WORDS and any(element.find(".//img") is not None or element.tag == "img" for element in tail):
        return []
    return tail if any(is_furniture(attributes_of(one)) or _leads_away(one) for one in inner) else []


def _leads_away(element: etree._Element) -> bool:
    address = element.get("href", "")
    return bool(_SHARERS.match(address) or _PROFILES.search(address))


def _visible(element: etree._Element) -> str:
    if element.tag in {"script", "style"}:
        return ""
    hidden = list(element.iter("script", "style"))
    text = "".join(str(text) for text in element.itertext())
    for script in hidden:
        text = text.replace(script.text or "\0", "")
    return text
