"""What stored real blogs become, where such data lie beside the checkout."""
