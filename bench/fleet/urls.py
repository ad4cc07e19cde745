"""Adds the addresses of the benches to the real ones."""

from django.urls import path

from bench.fleet.views import request_job, request_plain_task
from tracekit_site.urls import *  # noqa: F403
from tracekit_site.urls import urlpatterns

urlpatterns = [
    path("jobs/<int:number>/", request_job),
    path("plain-tasks/<int:number>/", request_plain_task),
    *urlpatterns,
]
