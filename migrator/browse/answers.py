"""What a page function answers with; HTTP is made of it elsewhere."""

from dataclasses import dataclass
from pathlib import Path

PAGE, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes with their type. `foreign`: they came from the web as they are, so the browser must shut them in."""

    body: bytes
    type: str = PAGE
    status: int = 200
    foreign: bool = False
    name: str = ""
    """With a name the browser saves it, and never shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A held media file."""

    path: Path
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirection:
    """The page has this path, from the root, quoted."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """There is no such page; `tried` says of what."""

    tried: str


Answer = Content | File | Redirection | NotFound
