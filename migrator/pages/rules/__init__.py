"""Rules for themes that no family knows: the owner's, or drafted from what is known of the blog."""
