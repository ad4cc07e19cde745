"""Routes the addresses of connections and of their pulls."""

from django.urls import path

from providers.web.views import authorization, connections, sync

urlpatterns = [
    path("connections/", connections.connections, name="connections"),
    path("connections/callback/", authorization.callback, name="connection_callback"),
    path("connections/new/<slug:provider>/", authorization.connect, name="connect"),
    path("connections/<uuid:id>/", connections.connection, name="connection"),
    path("connections/<uuid:id>/pull/", connections.pull_now, name="connection_pull"),
    path("connections/<uuid:id>/pause/", connections.pause_connection, name="connection_pause"),
    path("connections/<uuid:id>/resume/", connections.resume_connection, name="connection_resume"),
    path("sync/", sync.sync, name="sync"),
    path("sync/status/", sync.status, name="sync_status"),
    path("sync/pull/", sync.pull_everything, name="sync_pull"),
]
