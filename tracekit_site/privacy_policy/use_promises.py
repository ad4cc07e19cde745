"""Promises how data is used, and by whom."""

from tracekit_site.privacy_policy.promise import Mode, Promise, Section

USE = Section(
    key="use",
    title="How it is used",
    promises=(
        Promise(
            number=12,
            title="Only for you.",
            text="Your calendar and the status of your syncs are shown only to you.",
            enforced_by=("accounts/scope.py", "accounts/middleware.py"),
            tests=("tests/house/test_every_address.py", "tests/site/test_operator_admin_privacy.py"),
        ),
        Promise(
            number=13,
            title="Matching.",
            text="To find out which activities are the same workout, tracekit compares your own activities with each "
            "other by time and distance.",
            enforced_by=("matching/engine/neighborhood.py",),
            tests=("tests/matching/test_neighborhood.py", "tests/matching/test_verdicts.py"),
        ),
        Promise(
            number=14,
            title="Changes on a service.",
            text="A name or a piece of gear is changed on a service only when you click the button for exactly that "
            "change. If tracekit ever offers rules that make changes for you, they will stay off until you turn "
            "them on.",
            enforced_by=("providers/services/push.py", "matching/write_back_permit.py"),
            tests=("tests/write_back/test_guards.py", "tests/write_back/test_one_click.py"),
        ),
        Promise(
            number=15,
            title="Nothing else.",
            text="Your data is never compared or added up with other people’s. It is never sold, licensed or "
            "disclosed, and never used for advertising or machine learning. It is shared with no third party, "
            "except the companies listed on this page if somebody hosts tracekit for you.",
            enforced_by=("accounts/scope.py", "tracekit_site/middleware.py"),
            tests=("tests/house/test_models.py", "tests/site/test_response_headers.py"),
        ),
        Promise(
            number=30,
            title="Notifications.",
            text="tracekit stores what it notified you of (the kind and the service, never a workout), when, and "
            "whether you read it. Notification emails name no workout. You can turn them off in Settings or "
            "with the link in each of them.",
            enforced_by=("accounts/notification.py", "accounts/services/notification_mail.py"),
            tests=("tests/accounts/test_notification_mail.py", "tests/accounts/test_unsubscribe.py"),
        ),
    ),
)

PROVIDERS = Section(
    key="providers",
    title="Connected services",
    promises=(
        Promise(
            number=16,
            title="The services.",
            text="tracekit is made for Strava, Garmin and RideWithGPS. Today it reads files and syncs with Strava "
            "and RideWithGPS; what this page says of Garmin applies once tracekit uses it. It reaches them with "
            "the credentials you give it, under their own terms, and is not affiliated with or endorsed by any "
            "of them.",
            links=(
                ("Strava’s terms", "https://www.strava.com/legal/terms"),
                ("Garmin’s terms", "https://www.garmin.com/en-US/legal/terms-of-use/"),
                ("RideWithGPS’s terms", "https://ridewithgps.com/terms"),
            ),
            enforced_by=("providers/registry.py", "providers/services/authorization.py"),
            tests=("tests/connections/test_authorization.py", "tests/providers/test_contract.py"),
        ),
        Promise(
            number=8,
            title="Ending the access.",
            text="You can revoke access at any time, on the service’s connected apps page or by disconnecting here. "
            "After that, nothing more is fetched. When you disconnect here, everything from that service "
            "disappears immediately and is deleted in the background, usually within minutes. Only the access "
            "key waits, encrypted, until the service has been told to end the access, and never for more than "
            "23 hours.",
            enforced_by=("providers/services/disconnect.py", "providers/services/revocation.py"),
            tests=("tests/connections/test_disconnect.py", "tests/matching_pages/test_being_deleted.py"),
        ),
        Promise(
            number=27,
            title="Strava’s own rules.",
            text="Values from Strava never change anything on another service. {retention_limits} Everything else is "
            "kept as long as your account. Everything from Strava is deleted when you disconnect.",
            enforced_by=("providers/strava/provider.py", "matching/services/retention.py"),
            tests=(
                "tests/matching/test_retention.py",
                "tests/providers/test_retention.py",
                "tests/write_back/test_sinks.py",
            ),
        ),
        Promise(
            number=17,
            mode=Mode.HOSTED,
            title="Companies we use.",
            text="DigitalOcean runs the servers and stores all data. Stripe handles payments. {mail_processor} "
            "delivers the emails that tracekit sends you, and so learns your address and what they say. "
            "{error_reports}There are no others.",
            enforced_by=("tracekit_site/hosted.py", "tracekit_site/telemetry/sentry.py"),
            tests=("tests/site/test_unsafe_settings.py", "tests/telemetry/test_error_reports.py"),
        ),
        Promise(
            number=31,
            mode=Mode.SELF_HOSTED,
            title="What leaves your machine.",
            text="Nothing does, except requests to the services you connect, emails if you set up a mail "
            "server{mail_service}, and error reports if you turn them on. {error_reports}These pages load "
            "nothing from other sites.",
            enforced_by=("providers/http.py", "accounts/mail.py", "tracekit_site/middleware.py"),
            tests=("tests/site/test_response_headers.py", "tests/telemetry/test_error_reports.py"),
        ),
    ),
)
