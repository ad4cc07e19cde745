"""The real addresses, and those of the benches."""

from django.urls import path

from bench.fleet.views import request_job, request_plain_task
from tracekit_site.urls import *  # noqa: F403
from tracekit_site.urls import urlpatterns

urlpatterns = [path("ask/<int:number>/", request_job), path("plain/<int:number>/", request_plain_task), *urlpatterns]
