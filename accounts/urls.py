"""Lists the addresses of the accounts; of allauth only the pages that tracekit uses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.views import email_codes, second_factor
from accounts.views.demo_accounts import without_demos
from accounts.views.notifications import notification_settings, notifications, read_notifications
from accounts.views.one_time_link import use_one_time_link
from accounts.views.profile import profile_settings
from accounts.views.security import security_settings
from accounts.views.sessions import end_sessions
from accounts.views.sign_in import show_approval, sign_in, sign_up
from accounts.views.time_zone import confirm_time_zone
from accounts.views.unsubscribe import unsubscribe_by_link

view_recovery_codes = without_demos(recovery_codes.view_recovery_codes)
generate_recovery_codes = without_demos(recovery_codes.generate_recovery_codes)

urlpatterns = [
    path("account/login/", sign_in, name="account_login"),
    path("account/signup/", sign_up, name="account_signup"),
    path("account/approval/", show_approval, name="account_approval"),
    path("account/logout/", require_POST(account.logout), name="account_logout"),
    path("account/confirm-email/", email_codes.confirm_email, name="account_email_verification_sent"),
    path("account/password/", email_codes.reset_password, name="account_reset_password"),
    path("account/password/code/", email_codes.confirm_reset_code, name="account_confirm_password_reset_code"),
    path("account/password/new/", account.complete_password_reset, name="account_complete_password_reset"),
    path("account/reauthenticate/", without_demos(account.reauthenticate), name="account_reauthenticate"),
    path("account/reauthenticate/code/", without_demos(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/reauthenticate/passkey/",
        without_demos(second_factor.reauthenticate_passkey),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/2fa/", mfa.authenticate, name="mfa_authenticate"),
    path("account/2fa/app/on/", without_demos(app.activate_totp), name="mfa_activate_totp"),
    path("account/2fa/app/off/", without_demos(app.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/2fa/recovery-codes/", without_demos(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "account/2fa/recovery-codes/new/",
        without_demos(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/2fa/passkey/", second_factor.passkey_sign_in, name="mfa_login_webauthn"),
    path("account/2fa/passkey/add/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("account/2fa/passkey/delete/", second_factor.delete_passkey, name="mfa_remove_webauthn"),
    path("notifications/", notifications, name="notifications"),
    path("notifications/read/", read_notifications, name="notifications_read"),
    path("unsubscribe/<token>/", unsubscribe_by_link, name="unsubscribe"),
    path("start/<token>/", use_one_time_link, name="one_time_link"),
    path("settings/profile/", profile_settings, name="settings_profile"),
    path("settings/profile/zone/", confirm_time_zone, name="time_zone_confirm"),
    path("settings/notifications/", notification_settings, name="settings_notifications"),
    path("settings/security/", security_settings, name="settings_security"),
    path("settings/security/sessions/", end_sessions, name="sessions_end"),
    # allauth redirects to these two names after a change.
    path("settings/security/", security_settings, name="account_email"),
    path("settings/security/", security_settings, name="mfa_index"),
]
