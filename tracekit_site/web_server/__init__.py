"""Serves pages by gunicorn's threads, each of which gets a request when all of it has arrived."""
