"""Shows connections and their syncs."""
