"""One module, one consumer."""
