"""Routes the addresses of connections, of their pulls, and of what platforms send."""

from django.urls import path

from providers.web.views import application, authorization, connections, sync
from providers.web.views.provider_order import order_providers
from providers.web.views.webhook import webhook

urlpatterns = [
    path("connections/", connections.connections, name="connections"),
    path("connections/order/", order_providers, name="connections_order"),
    path("connections/callback/", authorization.callback, name="connection_callback"),
    path("connections/authorization/<slug:provider>/", authorization.authorization, name="authorization"),
    path("connections/new/<slug:provider>/", authorization.connect, name="connect"),
    path("connections/application/<slug:provider>/", application.application, name="application"),
    path("connections/application/<slug:provider>/delete/", application.delete, name="application_delete"),
    path("connections/<uuid:id>/", connections.connection, name="connection"),
    path("connections/<uuid:id>/pull/", connections.pull_now, name="connection_pull"),
    path("connections/<uuid:id>/pause/", connections.pause_connection, name="connection_pause"),
    path("connections/<uuid:id>/resume/", connections.resume_connection, name="connection_resume"),
    path("connections/<uuid:id>/deletions/", connections.answer_about_deletions, name="connection_deletions"),
    path("webhooks/<slug:provider>/", webhook, name="webhook"),
    path("sync/", sync.sync, name="sync"),
    path("sync/status/", sync.status, name="sync_status"),
    path("sync/banner/", sync.import_banner, name="import_banner"),
    path("sync/pull/", sync.pull_everything, name="sync_pull"),
    path("sync/month/", sync.pull_month, name="sync_month"),
]
