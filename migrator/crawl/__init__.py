"""The use case `migrate crawl`: from a blog's address to an archive on disk."""

from migrator.crawl.options import CaptureMode, CrawlOptions, CrawlReport, SourceName
from migrator.crawl.run import crawl_blog

__all__ = ["CaptureMode", "CrawlOptions", "CrawlReport", "SourceName", "crawl_blog"]
