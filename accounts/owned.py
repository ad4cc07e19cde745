"""The base of every model whose rows belong to one account."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models

from accounts.privacy import Privacy
from accounts.scope import ForeignOwner, current_owner_id

M = TypeVar("M", bound="Owned")


class OwnedQuerySet(models.QuerySet[M]):
    """Reads and writes that cannot give a row to another owner."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        """As Django's. Raises ForeignOwner when one of the rows is not the current owner's."""
        rows = list(objs)
        for row in rows:
            row.check_before_write()
        return super().bulk_create(rows, *args, **options)

    def update(self, **values: Any) -> int:
        """As Django's. Raises ForeignOwner for an attempt to change the owner."""
        if "owner" in values or "owner_id" in values:
            raise ForeignOwner("a row never changes its owner")
        return super().update(**values)


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """The current owner's rows. Raises NoOwner outside a scope."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().filter(owner_id=current_owner_id())


class AcrossManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """Every account's rows: for what must cross accounts. The tests count who uses it."""


class Owned(models.Model):
    """A row of one account. `owner` comes from the open scope and is never passed."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, default=current_owner_id, editable=False, related_name="+"
    )

    objects: ClassVar[OwnedManager] = OwnedManager()
    across_accounts: ClassVar[AcrossManager] = AcrossManager()

    privacy: ClassVar[Privacy]

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """As Django's. Raises ForeignOwner when the row is not the current owner's."""
        self.check_before_write()
        super().save(*args, **options)

    def check_before_write(self) -> None:
        """Raises ForeignOwner unless the row is the current owner's, NoOwner outside a scope.

        Every `save` and `bulk_create` asks this first; a model may refuse more.
        """
        if self.owner_id != current_owner_id():
            raise ForeignOwner("this row belongs to another account")
