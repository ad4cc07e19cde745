"""Finds files and uploads by the ids in addresses, and only those of the person who asks."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from activities.models import SourceFile, Upload


def own_file(id: UUID) -> SourceFile:
    """Returns the file with that id and its original. Raises Http404 for a foreign and for an absent id alike."""
    return get_object_or_404(SourceFile.objects.visible().select_related("copy_of", "upload"), pk=id)


def open_upload(id: UUID | str) -> Upload:
    """Returns the upload with that id, if files can be sent to it: not to an import. Raises Http404."""
    upload = own_upload(id)
    if upload.is_import:
        raise Http404
    return upload


def own_upload(id: UUID | str) -> Upload:
    """Returns the upload with that id. Raises Http404 alike for a foreign id, an absent one, and what is no id."""
    try:
        return get_object_or_404(Upload.objects.visible(), pk=UUID(str(id)))
    except ValueError:
        raise Http404 from None
