"""The command line: the only place of the library that opens files or prints."""

import sys

__all__ = ["main"]

_MISSING = (
    "smmi: the command line needs {name}, which is not installed. Install it with: pip install 'smmi[cli]'\n"
)


def main() -> None:
    """Run the command line; the entry point of the command `smmi`.

    Raises:
        SystemExit: Always; the code says how it went (`smmi --help` lists the codes).
    """
    try:
        from smmi.cli._app import app
        from smmi.cli.files import prepare_streams
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name not in {"rich", "typer"}:
            raise
        sys.stderr.write(_MISSING.format(name=name))
        raise SystemExit(2) from None
    prepare_streams()
    app(prog_name="smmi")
