"""Replaces the keys of sessions by keyed digests; every browser stays signed in."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.session_keys import digest_session_key


def digest_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Replaces each key, which is stored in plain."""
    sessions = apps.get_model("accounts", "Session")._default_manager
    for session_key in list(sessions.values_list("session_key", flat=True)):
        sessions.filter(session_key=session_key).update(session_key=digest_session_key(session_key))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_outbox")]
    operations = [migrations.RunPython(digest_keys, migrations.RunPython.noop)]
