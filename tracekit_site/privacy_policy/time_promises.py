"""Promises for how long data is kept, and what an athlete may demand."""

from tracekit_site.privacy_policy.promise import Mode, Promise, Section

HOW_LONG = Section(
    key="how-long",
    title="How long it is kept",
    promises=(
        Promise(
            number=18,
            mode=Mode.SELF_HOSTED,
            title="As long as you want.",
            text="You decide for how long, and can delete data at any time: files on the Files page, everything "
            "under Settings or on the command line. `python -m tracekit erase` deletes an account.",
            enforced_by=("tracekit_site/reset/run.py", "accounts/services/run_erasures.py"),
            tests=("tests/reset/test_reset.py", "tests/erasure/test_commands.py"),
        ),
        Promise(
            number=7,
            mode=Mode.SELF_HOSTED,
            title="Starting over.",
            text="Settings, Danger zone, or `python -m tracekit reset` deletes a month, a service or everything that "
            "was imported.",
            enforced_by=("tracekit_site/reset/run.py", "tracekit_site/management/commands/reset.py"),
            tests=("tests/reset/test_reset.py", "tests/reset/test_forms.py"),
        ),
        Promise(
            number=19,
            mode=Mode.HOSTED,
            title="As long as your account.",
            text="A new account that isn’t confirmed within three days is deleted, and so is one that waits for the "
            "operator’s approval for 30 days. Your data is kept while your account is active. Once you confirm that "
            "your account is erased, your activities, files and credentials are permanently gone within 24 hours, and "
            "usually within minutes. What Stripe keeps about a payment is Stripe’s own record.",
            enforced_by=("accounts/erasure.py", "accounts/services/run_erasures.py"),
            tests=("tests/erasure/test_deadline.py", "tests/erasure/test_nothing_left.py"),
        ),
        Promise(
            number=33,
            mode=Mode.HOSTED,
            title="Backups.",
            text="The live system is clear after 24 hours; backups: {backup_days} days, the hosting company’s own "
            "included. A backup that is restored brings no erased account back.",
            enforced_by=("tracekit_site/services/erasure_ledger.py", "tracekit_site/ledger_gate.py"),
            tests=("tests/erasure/test_restore.py", "tests/commands/test_drills.py"),
        ),
        Promise(
            number=25,
            title="A receipt.",
            text="An erasure ends with a receipt: a random number, times and counts. It doesn’t say whose account it "
            "was, and anyone with its address can check it. Access keys of services that don’t answer wait, "
            "encrypted, to end the access there, for 22 hours at most.",
            enforced_by=("accounts/erasure.py", "providers/services/erase_grants.py"),
            tests=("tests/erasure/test_link.py", "tests/erasure/test_nothing_left.py"),
        ),
    ),
)

RIGHTS = Section(
    key="rights",
    title="Your rights, and how to reach us",
    promises=(
        Promise(
            number=22,
            mode=Mode.HOSTED,
            title="Your rights.",
            text="You can get a copy of all data held about you, and of your activities’ metadata in a common "
            "format: under Settings, Export, or by contacting us. You can have your data deleted, in the Danger "
            "zone or by contacting us, and revoke access to any service.",
            enforced_by=("tracekit_site/account_export/make_export.py", "accounts/services/request_erasure.py"),
            tests=("tests/account_export/test_round_trip.py", "tests/erasure/test_operator.py"),
        ),
        Promise(
            number=34,
            title="Exports.",
            text="When you export your account, the archive is stored for 24 hours so that you can download it. "
            "Nobody else can. When you import one, it is stored until it is read.",
            links=(("Export", "export"),),
            enforced_by=("tracekit_site/account_export/expire_exports.py", "tracekit_site/views/export.py"),
            tests=("tests/account_export/test_pages.py", "tests/house/test_every_address.py"),
        ),
        Promise(
            number=23,
            title="Contact.",
            text="{contact} The effective date stands at the top of this page and changes whenever the text does; "
            "the changes are listed below.",
            enforced_by=("tracekit_site/privacy_policy/changes.py",),
            tests=("tests/site/test_privacy.py",),
        ),
    ),
)
