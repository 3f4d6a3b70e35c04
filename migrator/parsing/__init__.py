"""From a document of any kind to what it tells: here, in a second process, or again from a capture."""
