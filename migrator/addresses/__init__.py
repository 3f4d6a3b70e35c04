"""What the addresses of Blogger mean: its pages, its pictures, and links as pages write them. Pure."""
