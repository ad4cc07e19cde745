"""Changes activities and files: receives, reads, stores and deletes them."""
