"""Names the device that recorded a FIT file."""

from functools import lru_cache

from fitparse.profile import FIELD_TYPES

from activities.parsers.fit.definition import Message
from activities.parsers.fit.products import GARMIN_PRODUCTS, MANUFACTURERS
from activities.parsers.fit.profile import DeviceInfoField, FileIdField, Manufacturer
from activities.record import clean_text

GARMIN_PRODUCT_MANUFACTURERS = {
    Manufacturer.GARMIN,
    Manufacturer.DYNASTREAM_OEM,
    Manufacturer.DYNASTREAM,
    Manufacturer.TACX,
}
"""These manufacturers share Garmin's product numbers."""
REPLACEMENT_CHARACTER = "\ufffd"
"""Each byte that is no UTF-8 was decoded as this character."""
MIN_READABLE_RATIO = 3
"""A text has at least this many letters and digits for each unreadable byte."""
PROFILE_MANUFACTURERS = FIELD_TYPES["manufacturer"].values


def device_name(file_id: Message, creator: Message) -> str | None:
    """Returns the stated product name, else the names of its numbers: "Garmin Edge 530", "Sigma 46", "Zwift"."""
    for stated in (file_id.get(FileIdField.PRODUCT_NAME), creator.get(DeviceInfoField.PRODUCT_NAME)):
        if isinstance(stated, str) and (name := _readable_text(stated)):
            return name
    manufacturer = _first_int(file_id.get(FileIdField.MANUFACTURER), creator.get(DeviceInfoField.MANUFACTURER))
    product = _first_int(file_id.get(FileIdField.PRODUCT), creator.get(DeviceInfoField.PRODUCT))
    return _name_of_numbers(manufacturer, product)


def _readable_text(text: str) -> str | None:
    """Returns the text without its unreadable bytes; None for bytes that are mostly no text at all."""
    readable_count = sum(character.isalnum() for character in text)
    if not readable_count or readable_count < MIN_READABLE_RATIO * text.count(REPLACEMENT_CHARACTER):
        return None
    return clean_text(text.replace(REPLACEMENT_CHARACTER, ""))


@lru_cache(256)
def _name_of_numbers(manufacturer: int | None, product: int | None) -> str | None:
    if manufacturer is None or manufacturer == Manufacturer.DEVELOPMENT:
        return None
    if manufacturer in GARMIN_PRODUCT_MANUFACTURERS and product in GARMIN_PRODUCTS:
        return f"Garmin {GARMIN_PRODUCTS[product]}"
    profile_name = str(PROFILE_MANUFACTURERS.get(manufacturer, "")).replace("_", " ").title()
    name = MANUFACTURERS.get(manufacturer) or profile_name
    return f"{name} {product}" if name and product else name or None


def _first_int(first: object, second: object) -> int | None:
    return next((value for value in (first, second) if isinstance(value, int)), None)
