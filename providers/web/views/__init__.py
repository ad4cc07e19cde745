"""Answers the addresses of connections: parses the request, calls a service, renders a page model."""
