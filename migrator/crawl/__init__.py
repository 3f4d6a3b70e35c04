"""The use case `migrate crawl`: from a blog's address to an archive on disk."""

from migrator.crawl.options import CrawlOptions, Progress, SourceName
from migrator.crawl.report import CrawlReport
from migrator.crawl.run import crawl_blog

__all__ = ["CrawlOptions", "CrawlReport", "Progress", "SourceName", "crawl_blog"]
