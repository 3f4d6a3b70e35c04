"""Proofs that take longer than a test may, and the limits of the code itself."""
