"""Tests that a foreign id and an unknown one have equal responses."""

from uuid import uuid4

import pytest
from django.test import Client

from activities.models import SourceFile
from tests.files_pages.uploads import file_id, get_text, gpx_ride, upload_and_read
from tests.markup import visible_text

FILE_ADDRESSES = ("/files/{}/", "/files/{}/original/", "/files/{}/delete/")
UPLOAD_ADDRESSES = ("/files/uploads/{}/delete/",)


@pytest.mark.parametrize("address", FILE_ADDRESSES + UPLOAD_ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_and_an_unknown_id_have_equal_responses(
    alice_client: Client, mallory_client: Client, address: str, method: str
) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    id_ = file_id("ride.gpx") if address in FILE_ADDRESSES else SourceFile.across_accounts.get().upload_id
    foreign = getattr(mallory_client, method)(address.format(id_))
    unknown = getattr(mallory_client, method)(address.format(uuid4()))
    assert foreign.status_code == unknown.status_code
    assert foreign.status_code in (404, 405)
    assert visible_text(foreign.content.decode()) == visible_text(unknown.content.decode())
    assert SourceFile.across_accounts.count() == 1


def test_the_list_holds_only_the_persons_own_files(alice_client: Client, mallory_client: Client) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    assert "ride.gpx" not in get_text(mallory_client)
    assert "No files yet" in get_text(mallory_client)
