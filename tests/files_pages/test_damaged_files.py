"""A damaged file never leads a whole one, whatever its format, and its page says that it is damaged."""

import pytest
from django.test import Client

from accounts.models import Account
from matching.models import Workout
from providers.sandbox.writers import fit, gpx, tcx
from tests.files_pages.uploads import MORNING, file_id, get_text, upload_and_read
from tests.markup import get_page

pytestmark = pytest.mark.postgres

WHOLE_GPX = ("whole.gpx", gpx.hour_ride(MORNING))
WHOLE_FIT = ("whole.fit", fit.hour_ride(MORNING))


def damage_checksum(content: bytes) -> bytes:
    """Returns the file with other last bytes, which are the checksum of a FIT file."""
    return content[:-2] + bytes(byte ^ 0xFF for byte in content[-2:])


def cut_tail(content: bytes) -> bytes:
    """Returns the file without its last 40 bytes."""
    return content[:-40]


def damage_middle(content: bytes) -> bytes:
    """Returns the XML file with a tag in its middle that is no tag."""
    middle = content.index(b"<", len(content) // 2)
    return content[:middle] + b"<<&" + content[middle + 3 :]


def leader_of(page: str) -> str:
    """Returns the title of the column that leads, from the markup of a workout's page."""
    return page.partition('<span class="badge">leads</span>')[0].rpartition("<span>")[2].partition("</span>")[0]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        (("a.fit", damage_checksum(WHOLE_FIT[1])), WHOLE_GPX),
        (("a.fit", cut_tail(WHOLE_FIT[1])), WHOLE_GPX),
        (("a.fit", damage_checksum(WHOLE_FIT[1])), WHOLE_FIT),
        (("a.tcx", damage_middle(tcx.hour_ride(MORNING))), WHOLE_GPX),
        (("a.gpx", damage_middle(WHOLE_GPX[1])), WHOLE_GPX),
    ],
    ids=["checksum of a FIT", "cut FIT", "FIT beside FIT", "damaged TCX", "GPX beside GPX"],
)
def test_a_whole_file_leads_a_damaged_one(
    damaged: tuple[str, bytes], whole: tuple[str, bytes], as_alice: Account, alice_client: Client
) -> None:
    upload_and_read(alice_client, damaged)
    workout = Workout.objects.get()
    upload_and_read(alice_client, whole)
    assert Workout.objects.get() == workout
    page = get_page(alice_client, f"/workouts/{workout.pk}/")
    assert leader_of(page) == whole[0]
    assert "file damaged" in page


def test_a_whole_fit_leads_a_whole_gpx(as_alice: Account, alice_client: Client) -> None:
    upload_and_read(alice_client, WHOLE_GPX, WHOLE_FIT)
    assert leader_of(get_page(alice_client, f"/workouts/{Workout.objects.get().pk}/")) == WHOLE_FIT[0]


def test_a_damaged_file_that_is_alone_leads_and_says_so(as_alice: Account, alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.fit", damage_checksum(WHOLE_FIT[1])))
    assert Workout.objects.get().leader.provider == "file"
    assert "checksum does not match" in get_text(alice_client, f"/files/{file_id('a.fit')}/")
