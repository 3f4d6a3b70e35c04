"""What the check of the Ghost export needs: a running Ghost, its Admin API, and the comparison of what it tells."""
