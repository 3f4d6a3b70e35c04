"""What the check of the WordPress export needs: PHP that runs inside a site, and the comparison of what it tells."""
