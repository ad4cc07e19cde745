"""Lists values that no application may keep; every payload holds them, so that a search finds where they went."""

LATITUDE, LONGITUDE = 48.2173641, 16.3947158
POLYLINE = "sentinel_kq~dHwzzcBpolyline@mAcC"
PLACE = "Sentinelgasse"
EMAIL = "sentinel.athlete@example.net"
STREAM = 731.13579

SENTINELS = tuple(map(str, (LATITUDE, LONGITUDE, POLYLINE, PLACE, EMAIL, STREAM)))
"""These are all of them as text, as the JSON holds them."""
