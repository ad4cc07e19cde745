"""Runs tracekit's own commands: `python -m tracekit COMMAND`."""

from tracekit_site.command_line import main

if __name__ == "__main__":
    main()
