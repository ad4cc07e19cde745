"""A fleet of a bench's own: its cluster, its Redis, its processes, and a small app whose jobs can be counted."""
