"""An archive in the browser, live: loopback only, nothing is changed, nothing that a page holds is run."""

from migrator.browse.server import Browsing, open_browsing

__all__ = ["Browsing", "open_browsing"]
