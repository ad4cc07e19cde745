"""A foreign id and an absent one answer alike."""

from uuid import uuid4

import pytest

from activities.models import SourceFile
from tests.files_pages.sent import bring, id_of, plain, ride, words

OF_A_FILE = ("/files/{}/", "/files/{}/original/", "/files/{}/delete/")
OF_AN_UPLOAD = ("/files/uploads/{}/delete/",)


@pytest.mark.parametrize("address", OF_A_FILE + OF_AN_UPLOAD)
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_and_absent_are_the_same_answer(alice_client, mallory_client, address, method):
    bring(alice_client, ("ride.gpx", ride()))
    id_ = id_of("ride.gpx") if address in OF_A_FILE else SourceFile.across_accounts.get().upload_id
    foreign = getattr(mallory_client, method)(address.format(id_))
    absent = getattr(mallory_client, method)(address.format(uuid4()))
    assert foreign.status_code == absent.status_code
    assert foreign.status_code in (404, 405)
    assert plain(foreign.content.decode()) == plain(absent.content.decode())
    assert SourceFile.across_accounts.count() == 1


def test_the_list_holds_the_persons_own_files_only(alice_client, mallory_client):
    bring(alice_client, ("ride.gpx", ride()))
    assert "ride.gpx" not in words(mallory_client)
    assert "No files yet" in words(mallory_client)
