"""Pure work on HTML: cleaning bodies, reading their media, rewriting links, writing Markdown."""
