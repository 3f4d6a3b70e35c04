"""What is known of the blog's theme beside its pages: the owner's rules, and what known texts taught."""

from collections.abc import Iterator

from migrator.documents import Parsed, RawPage
from migrator.reading import parse_document
from migrator.store import Archive, Captured
from migrator.themes.calibration import calibrate
from migrator.themes.rules import Guidance, Rules, write_rules


class Theme:
    """Reads documents with what is known of the theme, and learns; the archive remembers both, so a reparse can."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._guidance = Guidance.of_texts(*archive.theme_rules())
        self._has_learnt = False

    def read(self, page: RawPage) -> Parsed:
        """Parse a response."""
        return parse_document(page, self._guidance)

    def learn(self, page: RawPage, parsed: Parsed, known_html: str) -> Parsed:
        """Where a page's body is only guessed, learn from the text that its post is known to have; read it again."""
        if self._guidance.learnt is not None or not known_html or not any(seen.guessed for seen in parsed.posts):
            return parsed
        rules = calibrate(page, known_html)
        if rules is None:
            return parsed
        self._remember(rules)
        return self.read(page)

    def pages_to_read_again(self) -> Iterator[Captured]:
        """Give the captured pages whose bodies were guessed before this crawl learnt where bodies are."""
        if not self._has_learnt:
            return
        address = self._archive.address()
        guessed = {address.key(url) for url in self._archive.posts_guessed()}
        if guessed:
            for captured in self._archive.captured(latest_only=True):
                if captured.page.status == 200 and address.key(captured.page.final_url) in guessed:
                    yield captured

    def _remember(self, learnt: Rules) -> None:
        with self._archive.transaction():
            self._archive.set_learnt_rules(write_rules(learnt))
        self._guidance = Guidance(self._guidance.rules, learnt)
        self._has_learnt = True
