"""Answers the addresses of matching: parses the request, calls a service, renders a page model."""
