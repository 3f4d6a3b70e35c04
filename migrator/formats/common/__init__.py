"""What several export formats know: redirects, slugs, folders, times, XML, YAML, and reading exports back."""
