"""`python -m smmi`: the command line."""

from smmi.cli import main

if __name__ == "__main__":
    main()
