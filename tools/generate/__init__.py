"""What is generated from the code, and committed."""
