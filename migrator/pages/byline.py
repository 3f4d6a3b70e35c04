"""Classic templates write author, day, time and permalink as one line: "posted by NAME at <a href=…>9:37 AM</a>"."""

import re

from lxml import etree

from migrator import dates
from migrator.addresses import urls
from migrator.model.documents import DocumentKind
from migrator.pages.elements import text_of
from migrator.pages.segment import PageSegments, PostBlock
from migrator.pages.ui_phrases import is_phrase

_BY = re.compile(
    r"(?:^|(?<=\s))(?:(?:posted|written|published|geschrieben|gepostet|eingestellt|publié|écrit|posté|publicado|enviado"
    r"|escrito|pubblicato|scritto|postato|inviato|geplaatst|lagt|skrevet)\s+)?"
    r"(?:by|von|par|por|da|di|door|av|af|przez|автор:?)\s+(?=\S)",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s+(?:at|on|um|am|à|le|a\s+las|alle|ore|il|el|om|kl\.?|o|\|+)\s|\s*[|@•·,/–—:#(]|\s+\d{1,2}[:.h]\d|\s+-\s|$",
    re.IGNORECASE,
)
_LONGEST = 300
_CLOCK = re.compile(r"(?<![\d:.])\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?\s?m\b\.?)?(?![\d:.])", re.IGNORECASE)
_MARKS = re.compile(r"[^\w\s.'’-]+|(?<!\w)[.'’-]+|(?<=\s)[-.]+(?=\s)")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2}")
_NO_NAMES = frozenset(
    {
        "permalink", "permalien", "permanent", "link", "links", "comment", "comments", "comentarios", "commenti",
        "kommentare", "commentaires", "posted", "post", "blogged", "said", "wrote", "at", "on", "um", "uhr", "by", "in",
        "the", "à", "le", "alle", "ore", "kl", "a", "las", "heures", "home", "top", "email", "e-mail", "mail", "edit",
        "print", "share", "trackback", "previous", "next", "archive", "archives",
    }
)  # fmt: skip


def _links(layout: PageSegments, block: PostBlock) -> list[etree._Element]:
    return [node.element for start, end in block.stretches[:1] for node in layout.within(start, end, "a")]


def permalink_element(layout: PageSegments, block: PostBlock, number: str | None) -> etree._Element | None:
    """Find the link to the post itself: titled so, or to its anchor, or to a post page that is not its comments."""
    document = layout.document
    links = _links(layout, block)
    for link in links:
        if (link.get("title") or "").lower() in {"permanent link", "permalink", "permanenter link", "lien permanent"}:
            return link
    for link in links:
        if number and (link.get("href") or "").endswith(f"#{number}"):
            return link
    for link in links:
        url = urls.absolute(link.get("href") or "", document.url)
        if url and document.home and "#" not in url and document.home.kind(url) is DocumentKind.POST:
            return link
    return None


def byline_texts(layout: PageSegments, block: PostBlock, permalink: etree._Element | None) -> list[str]:
    """Return the lines that tell author and time: those of the template's marks, else the text around the permalink."""
    texts = [text_of(node.element) for node in layout.find(block, layout.selectors.byline, wide=False)]
    texts = [text for text in texts if text and len(text) < _LONGEST]
    if texts or permalink is None:
        return texts
    body = block.body.element
    for parent in permalink.iterancestors():
        if parent is body or any(child is body for child in parent.iterdescendants("div")):
            break
        text = text_of(parent)
        if len(text) > _LONGEST:
            break
        texts = [text]
        if _BY.search(text):
            break
    return texts


def before_end(text: str) -> str:
    """Return the name at the beginning of what follows "by", without what follows the name ("at", a time, a mark)."""
    end = _END.search(text)
    return text[: end.start()].strip() if end else text


def author_in(texts: list[str]) -> str:
    """Read the author's name out of a byline; empty if none names one."""
    return _named_author(texts) or next((name for text in texts if (name := _lone_author(text))), "")


def _lone_author(text: str) -> str:
    """Read the name in a byline that holds, beside a time of day and marks, nothing else: "¶ 14:59 Ada"."""
    parts = _CLOCK.split(text)
    if len(parts) != 2:
        return ""
    told = [name for part in parts if (name := _MARKS.sub(" ", part).strip())]
    name = " ".join(told[0].split()) if len(told) == 1 else ""
    is_name = _NAME.fullmatch(name) and not _NO_NAMES.intersection(name.casefold().split())
    return name if is_name and not dates.names_a_day(name) and not is_phrase(name) else ""


def _named_author(texts: list[str]) -> str:
    for text in texts:
        for match in _BY.finditer(text):
            rest = text[match.end() :]
            end = _END.search(rest)
            name = rest[: end.start()].strip() if end else ""
            if name and len(name) <= 60 and not name[0].isdigit():
                return name
    return ""
