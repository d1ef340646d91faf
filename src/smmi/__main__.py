"""`python -m smmi`: the command line."""

from smmi.cli import main

if __name__ == "__main__":  # pragma: no cover  (tested in a process of its own)
    main()
