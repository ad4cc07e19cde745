"""The person's own files and uploads: the only way in by an address."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from activities.models import SourceFile, Upload


def own_file(id: UUID) -> SourceFile:
    """The file of that id, with its twin. Raises Http404 for a foreign and for an absent one alike."""
    return get_object_or_404(SourceFile.objects.select_related("twin", "upload"), pk=id)


def own_upload(id: UUID | str) -> Upload:
    """The upload of that id. Raises Http404 for a foreign one, an absent one, and what is no id, alike."""
    try:
        return get_object_or_404(Upload.objects, pk=UUID(str(id)))
    except ValueError:
        raise Http404 from None
