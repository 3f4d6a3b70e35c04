"""What all generators of static sites share: the tree, its paths, tags, templates, and reading it back."""
