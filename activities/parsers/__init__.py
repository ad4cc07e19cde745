"""Parses FIT, GPX and TCX files into records, in a process of their own with limits."""
