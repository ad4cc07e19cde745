"""Measures what an honest athlete notices of each attack.

    python -m bench.siege up|fleet [ATTACK…] [--seconds 20]

`up` is what `bin/up` starts, on SQLite; `fleet` is two web processes and two workers on a PostgreSQL and a Redis of
their own. The attacker comes from 127.0.0.2 and has an account, the athlete from 127.0.0.3. For each attack it prints
how many pages the athlete got and how long they took, whether any was refused, when the athlete's file was in the
calendar, and how the attacker was answered.
"""

import argparse

from bench.siege.athlete import Athlete
from bench.siege.attacks import ATTACKS, WITH_SANDBOX
from bench.siege.installs import INSTALLS, silent_platform


def main() -> None:
    """Runs the attacks one after the other, each on a new install."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("install", choices=INSTALLS)
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=f"one of {', '.join(ATTACKS)}; all by default")
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    for name in arguments.attacks or ATTACKS:
        with (
            silent_platform() as platform,
            INSTALLS[arguments.install](**({} if name in WITH_SANDBOX else {"SANDBOX_API_URL": platform})) as install,
            ATTACKS[name](install) as attack,
        ):
            athlete = Athlete(install)
            athlete.sign_in()
            athlete.open_pages(arguments.seconds)
            print(f"{name}: {athlete.report()}; attacker answered {attack.report()}", flush=True)


if __name__ == "__main__":
    main()
