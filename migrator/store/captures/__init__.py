"""The WARC files: writing, reading, damage, recovery, retention."""
