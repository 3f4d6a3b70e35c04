"""Pages that a browser saved, alone or a folder of them."""
