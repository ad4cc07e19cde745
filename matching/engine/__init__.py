"""Decides which activities are the same workout, and says why: plain Python over plain values."""
