"""Describes in words everything that is stored of an athlete, for the privacy page and for Settings, What we store."""
