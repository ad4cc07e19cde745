"""Holds the keys of the installs in the dumps."""

import base64

KEYS = {
    "SECRET_KEY": "for the tests of upgrading only, never for an install",
    "CREDENTIAL_KEYS": f"k1:{base64.b64encode(b'upgrade tests only, no install!!').decode()}",
}
"""The dumps were made with these keys. They are test data and protect nothing."""
