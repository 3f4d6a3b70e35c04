"""Where the documents of a live blog come from: which URLs to begin with, and which to follow from what was read.

A source is a policy, not a fetcher: it is pure, so that it can be tested by handing it what a page says. The crawl
fetches, captures, parses and asks the source where to go on.
"""
