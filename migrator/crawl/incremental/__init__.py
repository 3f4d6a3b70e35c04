"""A further crawl of a blog that is held already: only what is new, changed or gone."""
