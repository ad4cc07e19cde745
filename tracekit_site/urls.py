"""Lists every address; each app lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from tracekit_site.admin_site.site import admin_site
from tracekit_site.views import demo
from tracekit_site.views.account_deletion import account_deletion
from tracekit_site.views.home import home
from tracekit_site.views.privacy import privacy

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("privacy/", privacy, name="privacy"),
    path("settings/danger/", account_deletion, name="account_deletion"),
    path("demo/", demo.show_demo, name="demo"),
    path("demo/start/", demo.try_demo, name="demo_start"),
    path("demo/keep/", demo.keep_demo, name="demo_keep"),
    path("demo/delete/", demo.delete_demo, name="demo_delete"),
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
