"""Values that no application may keep, the same in every payload, so that a search finds them wherever they went."""

LATITUDE, LONGITUDE = 48.2173641, 16.3947158
POLYLINE = "sentinel_kq~dHwzzcBpolyline@mAcC"
PLACE = "Sentinelgasse"
EMAIL = "sentinel.athlete@example.net"
STREAM = 731.13579

SENTINELS = tuple(map(str, (LATITUDE, LONGITUDE, POLYLINE, PLACE, EMAIL, STREAM)))
"""All of them as text, as they stand in the JSON."""
