"""`python -m tracekit COMMAND`: tracekit's own command line."""

from tracekit_site.command_line import main

if __name__ == "__main__":
    main()
