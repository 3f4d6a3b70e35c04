"""Save a public Blogger blog whole, and move it to its next home."""

__version__ = "0.1.0"
