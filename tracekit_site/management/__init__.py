"""Holds the commands of `manage.py` that start, check and release the install, and rotate its keys."""
