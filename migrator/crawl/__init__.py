"""The use case `migrate crawl`: from a blog's address to an archive on disk."""

from migrator.crawl.options import CaptureMode, CrawlOptions, CrawlReport, Progress, SourceName
from migrator.crawl.run import crawl_blog

__all__ = ["CaptureMode", "CrawlOptions", "CrawlReport", "Progress", "SourceName", "crawl_blog"]
