"""What went imperfectly but did not stop a run: values with a code, collected and counted, never raised."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """LOSS sets exit code 3: something that should be in the archive is not."""

    INFO = "info"
    LOSS = "loss"


# Every code, what it means, and whether it stands for a loss. docs/errors.md is made from this table.
CODES: dict[str, tuple[Severity, str]] = {
    "ambiguous-date": (Severity.INFO, "a date with two readings; both are given"),
    "blog-moved": (Severity.INFO, "the blog lives at another address than before; it was followed there"),
    "body-incomplete": (Severity.LOSS, "only a part of a post's body could be had"),
    "calibrated": (
        Severity.INFO,
        "an unknown theme: a post told by the feed or a list taught where body, title, date or author are",
    ),
    "capture-off": (Severity.INFO, "responses are not kept (--capture none): no reparse can make the archive anew"),
    "comments-elsewhere": (Severity.INFO, "the comments are kept by another service"),
    "content-warning": (Severity.INFO, "the blog warns its readers of this post"),
    "comments-incomplete": (Severity.LOSS, "the blog declares more comments than could be read"),
    "count-differs": (Severity.INFO, "two sources of the blog count differently"),
    "date-by-blog": (Severity.INFO, "dates with two readings, decided by what other dates of the same blog prove"),
    "date-assumed": (Severity.INFO, "the export format demands a date or time that nobody tells; one was assumed"),
    "date-unreadable": (Severity.INFO, "a time that a feed states is in no form that is known; it is given as written"),
    "crawl-unfinished": (Severity.LOSS, "the last crawl was stopped before its end"),
    "dead-link": (Severity.INFO, "a post links to a page of this blog that is not there"),
    "doubtful-value": (Severity.INFO, "a page tells fields of its post by weak signs only; the values may be wrong"),
    "dynamic-view": (Severity.INFO, "the page holds no post: its theme loads them by script; the feed is read instead"),
    "export-differs": (Severity.LOSS, "an export, read back, says otherwise than the archive"),
    "feed-closed": (Severity.INFO, "the owner has switched this feed off; the pages are read instead"),
    "video-placeholder": (
        Severity.INFO,
        "an uploaded video is told by a placeholder alone; the post's page, where it is read, shows it",
    ),
    "feed-cut": (Severity.INFO, "the feed gives shortened posts; the pages are read instead"),
    "feed-ends-early": (Severity.LOSS, "the feed declares more entries than it gives"),
    "feed-silent": (
        Severity.INFO,
        "a feed that gave posts before gives none now; nothing is taken as removed for that",
    ),
    "fetch-failed": (Severity.LOSS, "a document could not be fetched"),
    "generic-extraction": (Severity.INFO, "an unknown theme: the post was found by general rules"),
    "gadget-failed": (
        Severity.LOSS,
        "the page came without its post: Blogger failed to render it, or only a shell is left",
    ),
    "host-given-up": (Severity.LOSS, "a media host failed again and again; its files were not asked for any more"),
    "input-damaged": (Severity.LOSS, "a part of a file named can't be read; the rest of it was"),
    "input-unreadable": (Severity.LOSS, "one of the files named holds nothing that can be imported"),
    "left-alone": (Severity.INFO, "files of a folder named are of no kind that is imported"),
    "internal-error": (
        Severity.LOSS,
        "a fault of this program (exit code 1): what it struck was left out, the archive's errors.log tells more",
    ),
    "interstitial": (Severity.LOSS, "a warning page stands before the content"),
    "markup-too-deep": (Severity.INFO, "markup nested beyond reason was flattened"),
    "media-ambiguous": (Severity.INFO, "a file of a Takeout could be one of several pictures; none was taken"),
    "media-missing": (Severity.LOSS, "a media file could not be had"),
    "media-remote": (Severity.INFO, "the archive does not hold a file: exported posts keep its old address"),
    "not-compared": (Severity.LOSS, "what a proof compares with could not be had, or there is nothing to compare"),
    "not-public": (Severity.INFO, "trash, spam and unapproved comments were left out; the raw records keep them"),
    "other-blog": (Severity.INFO, "a file holds pages of another blog too, which were left out"),
    "parse-failed": (Severity.LOSS, "a document could not be read; its raw bytes are kept"),
    "post-missing": (Severity.LOSS, "the blog names a post that could not be had"),
    "post-removed": (Severity.INFO, "a post vanished from the blog; it is kept, with the status removed"),
    "post-not-held": (Severity.INFO, "comments of a post that no input holds"),
    "removal-doubted": (
        Severity.INFO,
        "so much vanished at once that it may be an outage; it counts as removed if the next run finds the same",
    ),
    "rules-used": (Severity.INFO, "pages of an import were read by the owner's rules that the archive remembers"),
    "redirect-dropped": (Severity.INFO, "an old address can't lead on in this form of redirect"),
    "redirect-limit": (Severity.INFO, "there are more redirects than this host takes"),
    "renamed": (Severity.INFO, "an address changed in the export: the old one was taken or can't be kept there"),
    "retention": (Severity.INFO, "earlier texts or captures were let go, as the configuration of the job asks"),
    "robots-disallowed": (Severity.INFO, "robots.txt asks us not to fetch this"),
    "robots-ignored": (Severity.INFO, "robots.txt was overridden at the user's request"),
    "skipped-by-bound": (Severity.LOSS, "a limit (--max-requests, size, time) left this out"),
    "source-empty": (Severity.LOSS, "the blog gives nothing in the one way in which it was asked to be read"),
    "sources-disagree": (Severity.INFO, "two sources tell different things; the more precise was kept"),
    "stored-differs": (Severity.LOSS, "what is stored is not what the captures tell; `migrate reparse` makes it anew"),
    "target-cannot-hold": (Severity.INFO, "the export format has no place for this"),
    "truncated": (Severity.LOSS, "a document came cut short"),
    "unaccounted": (Severity.LOSS, "a source offers more than the archive knows the outcome of; its sums do not close"),
    "written-elsewhere": (
        Severity.INFO,
        "comments that a Takeout's owner wrote on other blogs; they stay in the Takeout",
    ),
    "xml-repaired": (Severity.INFO, "broken XML was read with repairs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One imperfection: a code of `CODES`, the URL that it is about, and one line of detail."""

    code: str
    url: str
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is, by its code."""
        return CODES[self.code][0]


def exit_code_of(notices: Iterable[Notice]) -> int:
    """Return what a run with these notices ends with: 1 after a fault of ours, 3 if anything is lost, else 0."""
    codes = {notice.code for notice in notices if notice.severity is Severity.LOSS}
    return 1 if "internal-error" in codes else 3 if codes else 0
