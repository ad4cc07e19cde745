"""The real addresses, and those of the benches."""

from django.urls import path

from bench.fleet.views import ask, ask_plain
from tracekit_site.urls import *  # noqa: F403
from tracekit_site.urls import urlpatterns

urlpatterns = [path("ask/<int:number>/", ask), path("plain/<int:number>/", ask_plain), *urlpatterns]
