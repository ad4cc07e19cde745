"""Isolates tenants: the base class of every model whose rows belong to one owner, and its managers."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models

from accounts.privacy import Privacy
from accounts.scope import ForeignOwner, check_crossing, current_owner_id

M = TypeVar("M", bound="Owned")


class OwnedQuerySet(models.QuerySet[M]):
    """Reads and writes rows within the owner isolation: a row never changes its owner."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        """Creates rows as Django does. Raises ForeignOwner when one of them is not the current owner's."""
        rows = list(objs)
        for row in rows:
            row.check_before_write()
        return super().bulk_create(rows, *args, **options)

    def update(self, **values: Any) -> int:
        """Updates rows as Django does. Raises ForeignOwner for an attempt to change the owner."""
        if "owner" in values or "owner_id" in values:
            raise ForeignOwner("a row never changes its owner")
        return super().update(**values)


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """Isolates owners: selects only the rows of the current owner. Raises NoOwner outside a scope."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().filter(owner_id=current_owner_id())


class CrossAccountManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """Selects the rows of every account, inside a crossing; raises NoCrossing outside. A test counts its uses."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        check_crossing()
        return super().get_queryset()


class Owned(models.Model):
    """An owned row belongs to one account, the tenant. `owner` comes from the open scope and is never passed."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, default=current_owner_id, editable=False, related_name="+"
    )

    objects: ClassVar[OwnedManager] = OwnedManager()
    across_accounts: ClassVar[CrossAccountManager] = CrossAccountManager()

    privacy: ClassVar[Privacy]

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Saves as Django does. Raises ForeignOwner when the row is not the current owner's."""
        self.check_before_write()
        super().save(*args, **options)

    def check_before_write(self) -> None:
        """Raises ForeignOwner unless the row is the current owner's, and NoOwner outside a scope.

        Every `save` and `bulk_create` calls it first; a model may refuse more.
        """
        if self.owner_id != current_owner_id():
            raise ForeignOwner("this row belongs to another account")
