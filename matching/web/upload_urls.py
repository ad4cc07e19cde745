"""Maps the addresses of files to views."""

from django.urls import path

from matching.web.views.delete import delete_file_page, delete_upload_page
from matching.web.views.file import file_original, source_file
from matching.web.views.files import files
from matching.web.views.folder import restore_files, sync_folder_now
from matching.web.views.upload import known_files, start_upload
from matching.web.views.upload_run import resume_reading, run_progress, run_report

urlpatterns = [
    path("files/", files, name="files"),
    path("files/uploads/", start_upload, name="files_upload"),
    path("files/uploads/<uuid:id>/delete/", delete_upload_page, name="files_upload_delete"),
    path("files/folder/sync/", sync_folder_now, name="folder_sync"),
    path("files/folder/restore/", restore_files, name="folder_restore"),
    path("files/known/", known_files, name="files_known"),
    path("files/run/", run_progress, name="files_run"),
    path("files/report/", run_report, name="files_report"),
    path("files/resume/", resume_reading, name="files_resume"),
    path("files/<uuid:id>/", source_file, name="file"),
    path("files/<uuid:id>/original/", file_original, name="file_original"),
    path("files/<uuid:id>/delete/", delete_file_page, name="file_delete"),
]
