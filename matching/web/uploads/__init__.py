"""Builds what the pages of files and `import` say about uploads; templates draw it."""
