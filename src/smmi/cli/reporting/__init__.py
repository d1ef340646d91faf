"""`smmi report`: the report of one unit, with last time beside it where that is given."""

from smmi.cli.reporting._report import report_command as report_command
