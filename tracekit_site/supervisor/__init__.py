"""What `bin/up` runs: one parent that keeps the web process and the worker alive and takes both down with it."""
