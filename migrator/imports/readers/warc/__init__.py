"""WARC and WACZ files, of whichever program."""
