"""Publishing the results of a cohort: the command, comparisons as options name them, and the file of the ledger."""

from smmi.cli.publishing._publish import publish as publish
