"""Writes FIT, GPX and TCX files of generated activities."""
