"""One activity beside the others of its workout: what it is called there."""

from dataclasses import dataclass

from activities.models import Activity
from activities.places import Place, place_of
from matching.pages.shown import Shown


@dataclass(frozen=True, slots=True)
class Column:
    """An activity, and whether it `leads`, is just `there`, or is there `twice` and does not count."""

    activity: Activity
    look: str

    @property
    def place(self) -> Place:
        """Where it lies."""
        return place_of(self.activity.provider)

    @property
    def title(self) -> str:
        """Its file's name, else its provider's."""
        file = self.activity.source_file
        return file.name if file else self.place.label


def columns(shown: Shown) -> list[Column]:
    """The activities of a workout: the leader, the others that count, the duplicates."""
    looks = ["leads", *("there" for _ in shown.counting[1:]), *("twice" for _ in shown.duplicates)]
    return [Column(one, look) for one, look in zip(shown.activities, looks, strict=True)]
