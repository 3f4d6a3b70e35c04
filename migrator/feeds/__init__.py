"""Reads Atom, RSS and JSON feeds, backups in the same format, and sitemaps. Pure."""

from migrator.feeds.read import parse_feed
from migrator.feeds.sitemap import parse_sitemap
from migrator.feeds.xml import FeedReader, iter_entries

__all__ = ["FeedReader", "iter_entries", "parse_feed", "parse_sitemap"]
