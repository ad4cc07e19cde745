from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.secrets import Tampered, UnknownKey, install_keys, writing_key
from accounts.services.rotate import keys_in_use, rotate_keys
from tracekit_site.models import Install
from tracekit_site.services.install import Fault, prove_keys, reencrypt_install


class Command(BaseCommand):
    help = "Seal every secret again with the first of CREDENTIAL_KEYS, and say which keys nothing needs any more."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            for install in Install.objects.all():
                prove_keys(install)
                reencrypt_install(install)
            before, after = keys_in_use(), rotate_keys()
        except Fault as fault:
            raise CommandError(str(fault)) from None
        except (Tampered, UnknownKey) as problem:
            raise CommandError(f"Stopped at a value that does not open: {problem}. {KEEP}") from None
        return f"{_sealed_again(before)} {_left(after)}"


KEEP = "It is kept as it is, and what was sealed again before it stays so. Remove no key yet."


def _sealed_again(before: dict[str, int]) -> str:
    count = sum(number for name, number in before.items() if name != writing_key().name)
    return f"{count} value{'' if count == 1 else 's'} sealed again."


def _left(after: dict[str, int]) -> str:
    writing, *others = (key.name for key in install_keys())
    counts = ", ".join(f"under {name}: {number}" for name, number in (after or {writing: 0}).items())
    idle = [name for name in others if name not in after]
    said = f"{counts.capitalize()}."
    if idle:
        said += f" The key{'s' if len(idle) > 1 else ''} {', '.join(idle)} can be removed from CREDENTIAL_KEYS."
    return said
