"""Tests starting over: what a reset deletes, and what it keeps."""
