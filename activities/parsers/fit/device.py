"""The name of the device that recorded a FIT file."""

from fitparse.profile import FIELD_TYPES

from activities.parsers.fit.decoder import Message
from activities.parsers.fit.products import GARMIN, MAKERS
from activities.record import clean

GARMIN_MAKERS = {1, 13, 15, 89}
NOBODY = 255
"""The manufacturer number of programs in development: not a name."""
MAKER_WORDS = FIELD_TYPES["manufacturer"].values


def device(file_id: Message, creator: Message) -> str | None:
    """The product name that the file states, else its numbers' names: "Garmin Edge 530", "Sigma 46", "Zwift"."""
    for stated in (file_id.get(8), creator.get(27)):
        if isinstance(stated, str) and (name := clean(stated)):
            return name
    return _named(*(_either(file_id.get(a), creator.get(b)) for a, b in ((1, 2), (2, 4))))


def _named(maker: int | None, product: int | None) -> str | None:
    if maker is None or maker == NOBODY:
        return None
    if maker in GARMIN_MAKERS and product in GARMIN:
        return f"Garmin {GARMIN[product]}"
    word = MAKERS.get(maker) or str(MAKER_WORDS.get(maker, "")).replace("_", " ").title()
    return f"{word} {product}" if word and product else word or None


def _either(first: object, second: object) -> int | None:
    return next((value for value in (first, second) if isinstance(value, int)), None)
