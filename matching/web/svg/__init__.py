"""Computes drawings in percent and pixels, in plain Python over plain values; templates draw them."""
