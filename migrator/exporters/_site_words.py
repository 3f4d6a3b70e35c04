"""The few words of the browsable copy's own furniture, in the blog's language where we have them, else in English."""

import functools
import json
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Interface words of one language, as `templates/words.json` holds them; `language` is their BCP 47 tag."""

    language: str
    archive: str
    labels: str
    pages: str
    comments: str
    older: str
    newer: str
    untitled: str
    author: str
    removed: str
    removed_comment: str
    reply_to: str
    home: str
    skip: str
    search: str
    results: str
    nothing: str
    some: str
    more: str
    failed: str
    no_script: str
    menu: str
    picture: str
    feed: str


@functools.cache
def languages() -> dict[str, Words]:
    """Give the words of every language that we have, by its tag."""
    text = files("migrator.exporters").joinpath("templates", "words.json").read_text(encoding="utf-8")
    return {language: Words(language=language, **words) for language, words in json.loads(text).items()}


def words_for(language: str) -> Words:
    """Give the words for a BCP 47 tag."""
    return languages().get(language.partition("-")[0].lower(), languages()["en"])
