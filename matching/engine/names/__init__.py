"""Decides whether a program made the name of an activity: plain Python over the words of two tables."""
