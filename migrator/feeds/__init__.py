"""Reads Atom, RSS and JSON feeds, backups in the same format, and sitemaps. Pure."""

from migrator.feeds.own import parse_own
from migrator.feeds.read import head_of, home_of, parse_feed
from migrator.feeds.sitemap import parse_sitemap
from migrator.feeds.xml import FeedReader, iter_entries

__all__ = ["FeedReader", "head_of", "home_of", "iter_entries", "parse_feed", "parse_own", "parse_sitemap"]
