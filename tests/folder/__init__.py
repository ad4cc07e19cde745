"""Tests the activities folder: files that are read where they are."""
