"""Builds the page models of connections and syncs; templates draw them."""
