"""Chooses quotas, and reads what is used of them."""

from pytest_django.fixtures import Settings

from accounts.models import Account, Usage
from accounts.scope import crossing
from activities.models import Activity, SourceFile, Upload

PLENTY = 10**9


def set_quota(settings: Settings, **limits: int) -> None:
    """Sets the limits of every account; those that are not given are high."""
    settings.QUOTA = {"stored_bytes": PLENTY, "files": PLENTY, "rows": PLENTY, "cpu_s": PLENTY} | limits


@crossing()
def stored_usage(account: Account) -> tuple[int, int, int]:
    """Returns what the database has counted for an account: bytes, files and rows."""
    usage = Usage.across_accounts.filter(owner=account).first() or Usage(owner=account)
    return usage.stored_bytes, usage.files, usage.rows


@crossing()
def counted_usage(account: Account) -> tuple[int, int, int]:
    """Returns the same, counted anew."""
    files = list(SourceFile.across_accounts.filter(owner=account))
    others = sum(model.across_accounts.filter(owner=account).count() for model in (Activity, Upload))
    return sum(file.size for file in files if file.content), len(files), len(files) + others
