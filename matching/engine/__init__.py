"""Decides in plain Python, over plain values, which activities are the same workout, and why."""
