"""Tests the erasure of a whole account."""
