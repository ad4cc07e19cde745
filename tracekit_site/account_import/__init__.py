"""Imports an export into an empty account: its JSON and its files, each value checked like one from outside."""
