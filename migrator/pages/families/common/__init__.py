"""What every theme family is made of: how it is recognised, and which marks of a page mean what."""
