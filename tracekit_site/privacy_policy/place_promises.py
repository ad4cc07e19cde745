"""Promises where data is stored, and how it is protected."""

from tracekit_site.privacy_policy.promise import Mode, Promise, Section

WHERE = Section(
    key="where",
    title="Where it is stored, and how safely",
    promises=(
        Promise(
            number=4,
            mode=Mode.SELF_HOSTED,
            title="Your own database.",
            text="Everything is stored in a database that you own: SQLite by default, or PostgreSQL if you choose it.",
            enforced_by=("tracekit_site/settings.py",),
            tests=("tests/commands/test_up.py", "tests/commands/test_release.py"),
        ),
        Promise(
            number=5,
            mode=Mode.SELF_HOSTED,
            title="Credentials.",
            text="Credentials are in that database too, or in your own `.env` file.",
            enforced_by=("providers/services/tokens.py", "tracekit_site/settings.py"),
            tests=("tests/providers/test_tokens.py", "tests/commands/test_data_folder.py"),
        ),
        Promise(
            number=24,
            mode=Mode.SELF_HOSTED,
            title="Encrypted at home, too.",
            text="Credentials, second factors and sessions are encrypted in your own database as well.",
            enforced_by=("accounts/secrets.py", "accounts/services/account_key.py"),
            tests=("tests/accounts/test_secrets.py", "tests/accounts/test_account_key.py"),
        ),
        Promise(
            number=6,
            mode=Mode.SELF_HOSTED,
            title="Your own folder.",
            text="FIT, GPX and TCX files that you put in a folder of your own, which `ACTIVITIES_DIR` names, stay "
            "there: they are read, and never moved, copied or changed. When you upload or import any other "
            "file, tracekit stores a copy and leaves your original alone. Starting over and deleting your "
            "account leave the folder alone.",
            enforced_by=("activities/storage/activities_folder.py",),
            tests=("tests/folder/test_folder.py", "tests/reset/test_own_folder.py"),
        ),
        Promise(
            number=10,
            mode=Mode.HOSTED,
            title="Credentials.",
            text="Credentials for services are encrypted at rest, and shared only with the service they belong to.",
            enforced_by=("providers/services/tokens.py", "providers/http.py"),
            tests=(
                "tests/providers/test_tokens.py",
                "tests/providers/test_http.py",
                "tests/providers/test_nothing_leaks.py",
            ),
        ),
        Promise(
            number=20,
            mode=Mode.HOSTED,
            title="Encryption in transit.",
            text="All traffic uses HTTPS.",
            enforced_by=("tracekit_site/settings.py", "tracekit_site/hosted.py"),
            tests=("tests/site/test_https.py", "tests/site/test_unsafe_settings.py"),
        ),
        Promise(
            number=21,
            title="Passwords.",
            text="Passwords are stored as bcrypt hashes, never in plain text.",
            enforced_by=("tracekit_site/settings.py",),
            tests=("tests/accounts/test_passwords.py",),
        ),
        Promise(
            number=32,
            mode=Mode.HOSTED,
            title="Limits.",
            text="An account may store so much, and its files may take so much processing a day. For this, tracekit "
            "counts what your account stores, and how many seconds your files took on the last day on which "
            "they took any.",
            enforced_by=("accounts/usage.py", "accounts/services/cpu_quota.py"),
            tests=("tests/quotas/test_usage.py", "tests/quotas/test_cpu.py"),
        ),
    ),
)
