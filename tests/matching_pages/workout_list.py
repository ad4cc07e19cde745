"""Reads the list of workouts as tests need it."""

import re
from html import unescape

from django.test import Client

from tests.markup import get_page

LIST = "/workouts/"


def listed_names(client: Client, query: str = "") -> list[str]:
    """Returns the names of the workouts on a page of the list, in their order."""
    return [unescape(name) for name in re.findall(r"data-shortcut-row>([^<]*)<", get_page(client, LIST + query))]
