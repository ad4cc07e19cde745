"""Addresses of files."""

from django.urls import path

from matching.views.file import file, file_original
from matching.views.files import files
from matching.views.forget import forget_file, forget_whole_upload
from matching.views.run import read_again, run_progress, run_report
from matching.views.upload import known_files, start_upload

urlpatterns = [
    path("files/", files, name="files"),
    path("files/uploads/", start_upload, name="files_upload"),
    path("files/uploads/<uuid:id>/delete/", forget_whole_upload, name="files_forget_upload"),
    path("files/known/", known_files, name="files_known"),
    path("files/run/", run_progress, name="files_run"),
    path("files/report/", run_report, name="files_report"),
    path("files/again/", read_again, name="files_again"),
    path("files/<uuid:id>/", file, name="file"),
    path("files/<uuid:id>/original/", file_original, name="file_original"),
    path("files/<uuid:id>/delete/", forget_file, name="file_forget"),
]
