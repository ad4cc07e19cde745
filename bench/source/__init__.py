"""Reads the checkout's own source: the names in it, its docstrings, lengths and imports."""
