"""Promises what is stored and what never is."""

from tracekit_site.privacy_policy.promise import Mode, Promise, Section

STORED = Section(
    key="stored",
    title="What is stored",
    promises=(
        Promise(
            number=1,
            title="Activities.",
            text="tracekit stores the details in this table of each activity, and no others.",
            enforced_by=("activities/record.py", "activities/models.py"),
            tests=("tests/house/test_models.py", "tests/site/test_privacy.py"),
        ),
        Promise(
            number=9,
            mode=Mode.HOSTED,
            title="Files.",
            text="Source files that you upload, and those that you fetch from a service with a click, are kept so that "
            "they can be read. Nothing else fetches files. A file still contains its GPS track, because it is your "
            "file. You can delete each file at any time, and its contents and activities are deleted with it.",
            enforced_by=(
                *("activities/services/receive.py", "activities/services/delete.py"),
                "providers/services/request_file.py",
            ),
            tests=(
                *("tests/files_pages/test_delete_files.py", "tests/activities/test_storage.py"),
                "tests/providers/test_file_fetch.py",
            ),
        ),
        Promise(
            number=11,
            mode=Mode.HOSTED,
            title="You.",
            text="Of you, tracekit stores your email address and a hash of your password, and asks for no name. If "
            "you subscribe, it also stores your Stripe customer ID and the status of the subscription. It "
            "stores no card and no billing details.",
            enforced_by=("accounts/models.py",),
            tests=("tests/site/test_stored.py", "tests/accounts/test_passwords.py"),
        ),
        Promise(
            number=28,
            title="Sessions and cookies.",
            text="For each browser you are signed in with, tracekit stores a short label such as “Firefox on Mac”, "
            "when you signed in, and the hour of your last visit, but never your IP address. Cookies keep you "
            "signed in, protect forms, show one-time notices, and let a browser that you have signed in with "
            "before do so again while strangers try passwords. They don’t track you.",
            enforced_by=("accounts/browser.py", "accounts/known_browser.py", "tracekit_site/cookies.py"),
            tests=(
                "tests/accounts/test_sessions.py",
                "tests/accounts/test_no_secret_leaks.py",
                "tests/site/test_cookies.py",
            ),
        ),
        Promise(
            number=26,
            title="See it yourself.",
            text="Settings, What we store, shows you every stored field with a sample of your own, when each key was "
            "last used and what for, and what left the server in the last 24 hours.",
            links=(("What we store", "settings_stored"),),
            enforced_by=("tracekit_site/stored_data/stored_tables.py", "providers/services/record_use.py"),
            tests=("tests/site/test_stored.py",),
        ),
    ),
)

NEVER = Section(
    key="never",
    title="What is never stored or shown",
    promises=(
        Promise(
            number=2,
            title="Where you were.",
            text="tracekit never stores GPS coordinates, the shape of a route, maps or places. It never stores "
            "anything measured second by second, such as heart rate, power or cadence. A name such as “Loop "
            "around the lake” is stored as it is.",
            enforced_by=("activities/record.py", "activities/parsers/process.py", "providers/strava/mapping.py"),
            tests=("tests/activities/test_no_coordinates.py", "tests/providers/test_nothing_leaks.py"),
        ),
        Promise(
            number=3,
            title="Other people.",
            text="tracekit never stores or shows data of other people: no friends, no followers, and nobody you rode "
            "with.",
            enforced_by=("accounts/owned.py", "accounts/row_security.py", "providers/strava/mapping.py"),
            tests=(
                *("tests/accounts/test_owner_scope.py", "tests/accounts/test_row_security.py"),
                "tests/providers/test_nothing_leaks.py",
            ),
        ),
    ),
)

ANSWERS = Section(
    key="answers",
    title="What you tell tracekit",
    promises=(
        Promise(
            number=29,
            title="Your answers.",
            text="tracekit stores which activities you said are the same workout, the differences you ignore, and "
            "the names you typed, each with its date. Your answers refer to activities by a keyed digest, which "
            "is a code made with a key of your account, and never by a service’s ID. They stay when you "
            "disconnect a service or delete a file, and apply again if the activity comes back. You can take "
            "back each one at any time, and they are deleted with your account.",
            links=(("What you told tracekit", "corrections"),),
            enforced_by=("matching/corrections.py",),
            tests=("tests/matching/test_decisions.py", "tests/write_back/test_corrections_survive.py"),
        ),
    ),
)
