"""Tests what leaves a process about errors, requests and jobs."""
