"""What is known of the blog's theme beside its pages: the owner's rules, and what known texts taught."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace

from migrator.model.documents import Hints, Parsed, RawPage, SeenPost
from migrator.pages.rules.calibrate import calibrate
from migrator.pages.rules.rules import Rules, ThemeRules, write_rules
from migrator.parsing.document import parse_document
from migrator.parsing.process import ParserProcess
from migrator.store import Archive, Captured

# Learning reads every element of a page; where some pages taught nothing, all others would not either.
_MOST_LESSONS = 5


class Theme:
    """Reads documents with what is known of the theme, and learns; the archive remembers both, so a reparse can."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._guidance = ThemeRules.of_texts(*archive.settings.theme_rules())
        self._has_learnt = False
        self._lessons = 0
        self._ahead = ParseAhead()

    def begun(self, page: RawPage) -> RawPage:
        """Let a response be parsed in a second process, if the crawl is long enough; any thread may say so."""
        return self._ahead.begun(page)

    def close(self) -> None:
        """Let the second process go."""
        self._ahead.close()

    def parsed(self, page: RawPage) -> Parsed:
        """Parse a response with what is known of the theme."""
        if self._guidance.rules is not None or self._guidance.learnt is not None:
            self._ahead.close()  # the other process knows only what a page's own markup tells
        return self._ahead.parsed(page) or parse_document(page, self._guidance)

    def read(self, page: RawPage) -> Parsed:
        """Parse a response, and learn from it where the archive knows the post's text from elsewhere."""
        parsed = self.parsed(page)
        if not self.wants_lesson(parsed):
            return parsed
        return self.learn(page, parsed, self._archive.posts.told_elsewhere(parsed.posts[0].post.url))

    def wants_lesson(self, parsed: Parsed) -> bool:
        """Whether a page of this theme leaves something open that a known post could teach."""
        if self._guidance.learnt is not None or self._lessons >= _MOST_LESSONS or len(parsed.posts) != 1:
            return False
        seen = parsed.posts[0]
        return seen.guessed or not seen.post.published or not seen.post.author

    def learn(self, page: RawPage, parsed: Parsed, known: Hints) -> Parsed:
        """Where a page's body is only guessed, or it tells no time or author, learn from what is known of its post.

        Gives the page read again.
        """
        if not known.html or not self.wants_lesson(parsed):
            return parsed
        self._lessons += 1
        rules = calibrate(page, known)
        if rules is None or (rules := _what_is_new(rules, parsed.posts[0], known)) == Rules():
            return parsed
        self._remember(rules)
        return self.parsed(page)

    def pages_to_read_again(self) -> Iterator[Captured]:
        """Yield the captured pages that were read before this crawl learnt, and left open what it learnt."""
        if not self._has_learnt:
            return
        address = self._archive.address()
        urls = {*self._archive.declared.posts_guessed(), *self._archive.declared.posts_without_date_or_author()}
        lacking = {address.key(url) for url in urls}
        if lacking:
            for captured in self._archive.captures.documents(latest_only=True):
                if captured.page.status == 200 and address.key(captured.page.final_url) in lacking:
                    yield captured

    def _remember(self, learnt: Rules) -> None:
        with self._archive.transaction():
            self._archive.settings.set_learnt_rules(write_rules(learnt))
        self._guidance = ThemeRules(self._guidance.rules, learnt)
        self._has_learnt = True


def _what_is_new(rules: Rules, seen: SeenPost, known: Hints) -> Rules:
    """Leave out what the page told without a lesson."""
    post = rules.post
    return Rules(
        post=replace(
            post,
            body=post.body if seen.guessed else "",
            title=post.title if seen.post.title != known.title else "",
            date=post.date if not seen.post.published else "",
            author=post.author if not seen.post.author else "",
        )
    )


# Parsing of what arrives, begun in a second process while the crawl still keeps what came before.
#
# Keeping is the one part of a crawl that nothing else can do meanwhile, and the interpreter lock makes parsing take
# from its time and from that of the connections. So a response goes to the other process as soon as it is whole.
# What it tells is used only after the response has been captured, as if it had been parsed then.

WORTH = 100
"""Documents that a blog must have to be worth a second process, whose start costs about as much as parsing them."""


class ParseAhead:
    """Documents on their way through the other process; without it, or once it has died, there are none.

    `begun` may be called from any thread, the rest only from the one that keeps.
    """

    def __init__(self, *, worth: int = WORTH) -> None:
        self._spare = worth if (os.cpu_count() or 1) > 1 else None
        self._lock = threading.Lock()
        self._reader: ParserProcess | None = None
        # A response stays here with its number, so that no other can have its identity meanwhile.
        self._begun: dict[int, tuple[RawPage, int]] = {}
        self._answers: dict[int, Parsed] = {}
        self._sent = self._received = 0

    def begun(self, page: RawPage) -> RawPage:
        """Let a response be parsed, if it is a document and the crawl is long enough; never waits, gives it back."""
        with self._lock:
            if page.status == 200 and self._spare is not None:
                if self._spare > 0:
                    self._spare -= 1
                elif (reader := self._started()) is not None:
                    self._begun[id(page)] = page, self._sent
                    self._sent += 1
                    reader.begin(page)
        return page

    def _started(self) -> ParserProcess | None:
        if self._reader is None:
            try:
                self._reader = ParserProcess()
            except OSError:
                self._spare = None
        return self._reader

    def parsed(self, page: RawPage) -> Parsed | None:
        """Wait for what a document tells; None where it was not begun, or the process has died."""
        with self._lock:
            begun, reader = self._begun.pop(id(page), None), self._reader
        if begun is None or reader is None:
            return None
        _, number = begun
        while number not in self._answers:
            answer = reader.next()
            if answer is None:
                self.close()
                return None
            self._answers[self._received] = answer
            self._received += 1
        return self._answers.pop(number)

    def close(self) -> None:
        """Let the other process go, for good."""
        with self._lock:
            self._spare = None
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            self._begun.clear()
            self._answers.clear()
