from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import SecurityEventKind
from accounts.secrets import Tampered, UnknownKey, install_keys, writing_key
from accounts.services.rotate import keys_in_use, rotate_keys
from accounts.services.security_log import record_event
from tracekit_site.models import Install
from tracekit_site.services.install import InstallFault, reencrypt_install_id, verify_keys


class Command(BaseCommand):
    help = "Encrypt every secret again with the first of CREDENTIAL_KEYS, and list the keys that are no longer needed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            for install in Install.objects.all():
                verify_keys(install)
                reencrypt_install_id(install)
            before, after = keys_in_use(), rotate_keys()
            record_event(SecurityEventKind.KEYS_ROTATED)
        except InstallFault as fault:
            raise CommandError(str(fault)) from None
        except (Tampered, UnknownKey) as error:
            raise CommandError(f"Stopped at a value that cannot be decrypted: {error}. {STOPPED_HINT}") from None
        return f"{_reencrypted_text(before)} {_remaining_keys_text(after)}"


STOPPED_HINT = "It is unchanged, and the values before it stay encrypted with the new key. Do not remove any key yet."


def _reencrypted_text(before: dict[str, int]) -> str:
    count = sum(number for name, number in before.items() if name != writing_key().name)
    return f"{count} value{'' if count == 1 else 's'} sealed again."


def _remaining_keys_text(after: dict[str, int]) -> str:
    writing_name, *others = (key.name for key in install_keys())
    counts = ", ".join(f"under {name}: {number}" for name, number in (after or {writing_name: 0}).items())
    unused = [name for name in others if name not in after]
    text = f"{counts.capitalize()}."
    if unused:
        text += f" The key{'s' if len(unused) > 1 else ''} {', '.join(unused)} can be removed from CREDENTIAL_KEYS."
    return text
