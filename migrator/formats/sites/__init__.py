"""Trees of Markdown for static site generators: one module a generator."""
