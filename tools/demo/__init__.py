"""The whole way on a sample blog."""
