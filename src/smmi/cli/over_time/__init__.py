"""`smmi change` and `smmi improve`: what moved since last time, and what would move a unit up."""

from smmi.cli.over_time._change import change_command as change_command
from smmi.cli.over_time._improve import improve as improve
