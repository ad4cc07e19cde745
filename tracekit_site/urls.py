"""Lists every address; each app lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from tracekit_site.admin_site.site import admin_site
from tracekit_site.views import demo, erasure, export, import_export
from tracekit_site.views.account_deletion import account_deletion
from tracekit_site.views.home import first_steps_status, home
from tracekit_site.views.privacy import privacy
from tracekit_site.views.start_over import start_over
from tracekit_site.views.stored import stored

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("first-steps/status/", first_steps_status, name="first_steps_status"),
    path("privacy/", privacy, name="privacy"),
    path("settings/stored/", stored, name="settings_stored"),
    path("settings/danger/", account_deletion, name="account_deletion"),
    path("export/", export.export, name="export"),
    path("export/import/", import_export.import_export, name="import_export"),
    path("export/import/status/", import_export.import_status, name="import_status"),
    path("export/status/", export.export_status, name="export_status"),
    path("export/<uuid:id>/", export.export_archive, name="export_archive"),
    path("erasure/<token>/", erasure.erasure_link, name="erasure"),
    path("receipts/<uuid:id>/", erasure.receipt, name="receipt"),
    path("settings/start-over/", start_over, name="start_over"),
    path("demo/", demo.show_demo, name="demo"),
    path("demo/start/", demo.try_demo, name="demo_start"),
    path("demo/keep/", demo.keep_demo, name="demo_keep"),
    path("demo/delete/", demo.delete_demo, name="demo_delete"),
    path("demo/end/", demo.show_demo_end, name="demo_end"),
    path("operator/", admin_site.urls),
    path("", include("providers.web.urls")),
    path("", include("matching.web.urls")),
    path("", include("accounts.urls")),
]

handler400 = "tracekit_site.views.errors.bad_request"
handler403 = "tracekit_site.views.errors.forbidden"
handler404 = "tracekit_site.views.errors.not_found"
handler429 = "tracekit_site.views.errors.rate_limited"
handler500 = "tracekit_site.views.errors.server_error"
