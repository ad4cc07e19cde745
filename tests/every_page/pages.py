"""Finds every page that an account or a stranger can open."""

from collections.abc import Iterable

from django.test import Client

from tests.house.addresses import addresses, path_values

DOWNLOADS = ("export_archive", "file_original", "files_report")


def open_pages(client: Client, ids: Iterable[object]) -> list[str]:
    """Returns the path of each page; an address with an id is tried with each of these."""
    paths = dict.fromkeys(
        address.path(**path_values(id_))
        for address in addresses()
        for id_ in (ids if "<uuid:" in address.pattern else [""])
        if not address.pattern.startswith("operator/") and address.name not in DOWNLOADS
    )
    return [path for path in paths if is_page(client, path)]


def is_page(client: Client, path: str) -> bool:
    """Returns whether a path shows a page, which is more than a part of one."""
    response = client.get(path)
    return response.status_code == 200 and b"<h1" in response.content
