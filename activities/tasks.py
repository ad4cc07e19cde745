"""Registers the background work of activities by importing it."""

from activities.services import erase_files
from activities.services.delete import delete_rest_of_file, delete_rest_of_upload, resume_deletions
from activities.services.delete_orphans import delete_orphans
from activities.services.delete_provider import delete_rest_of_provider
from activities.services.expire_uploads import expire_uploads
from activities.services.read_files import read_files
from activities.services.recompute_local_dates import recompute_local_dates
from activities.services.scan_folder import scan_folder
from activities.services.take_in_folder_files import take_in_folder_files

__all__ = [
    "erase_files",
    "read_files",
    "recompute_local_dates",
    "delete_orphans",
    "delete_rest_of_file",
    "delete_rest_of_provider",
    "delete_rest_of_upload",
    "resume_deletions",
    "expire_uploads",
    "scan_folder",
    "take_in_folder_files",
]
