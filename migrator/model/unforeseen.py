"""The last guard: what nobody foresaw, in one document, entry, post or blog, is named and ends nothing else.

Whoever works through many things of which one may be broken catches what is no error of ours there and calls
`internal_error`: a notice with a hash that is the same for the same fault, so that ten thousand of them are seen to be
one, and the traceback in the log, which an archive keeps beside its database (`errors.log`).
"""

import hashlib
import logging
import traceback
from pathlib import PurePath

from migrator.model.notices import Notice

LOGGER = "migrator"
_log = logging.getLogger(LOGGER)
_log.addHandler(logging.NullHandler())  # without an archive nobody keeps it, and stderr is for people


def internal_error(error: Exception, *, url: str, where: str = "") -> Notice:
    """Return the notice `internal-error` of a fault of this program, and log its traceback under the same hash.

    `url` is what was worked on (an address, or a file's name), `where` its place in there. The hash is made of the kind
    of error and the functions that it came through, so neither of the input nor of line numbers.
    """
    frames = traceback.extract_tb(error.__traceback__)
    way = [f"{PurePath(frame.filename).stem}.{frame.name}" for frame in frames]
    mark = hashlib.sha256("\n".join([type(error).__name__, *way[-8:]]).encode()).hexdigest()[:8]
    at = f"{where}: " if where else ""
    _log.error("%s: %s%s", mark, at, url, exc_info=error)
    last = way[-1] if way else "?"
    return Notice(code="internal-error", url=url, detail=f"{at}{type(error).__name__} in {last} ({mark})")
