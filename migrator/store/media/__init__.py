"""Files of media: recognised, named and stored once."""
