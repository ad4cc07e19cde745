"""Addresses of the accounts. Of allauth only the pages that we use."""

from allauth.account import views as allauth
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.views.profile import profile
from accounts.views.security import security
from accounts.views.start import start
from accounts.views.zone import confirm_zone

urlpatterns = [
    path("account/login/", allauth.login, name="account_login"),
    path("account/signup/", allauth.signup, name="account_signup"),
    path("account/logout/", require_POST(allauth.logout), name="account_logout"),
    path("start/<token>/", start, name="start"),
    path("settings/profile/", profile, name="settings_profile"),
    path("settings/profile/zone/", confirm_zone, name="zone_confirm"),
    path("settings/security/", security, name="settings_security"),
]
