"""Mending a damaged archive, or building its database anew."""
