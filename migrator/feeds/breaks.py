"""Line ends that were breaks: what Blogger's page shows where a body relies on "convert line breaks"."""

import re

_BLOCKS = re.compile(
    r"<(?:br|p|div|table|ul|ol|dl|pre|blockquote|h[1-6]|hr|center|figure|section|article)\b", re.IGNORECASE
)
_ENDS = re.compile(r"\r\n|\r|\n")


def with_breaks(markup: str) -> str:
    r"""Turn line ends into breaks, in a body that would be one single run of text without them.

    The setting is of the whole blog and of today: bodies that bring breaks or blocks of their own were written without
    it, and their line ends only order the source.

    >>> with_breaks("one\ntwo"), with_breaks("<p>one\ntwo</p>")
    ('one<br />two', '<p>one\ntwo</p>')
    """
    if ("\n" not in markup and "\r" not in markup) or _BLOCKS.search(markup):
        return markup
    return _ENDS.sub("<br />", markup.strip())
