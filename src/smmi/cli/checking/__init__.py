"""`smmi check`: what is impossible or doubtful in a file of answers, grouped for people and whole for machines."""

from smmi.cli.checking._check import check_command as check_command
from smmi.cli.checking._groups import told_lines as told_lines
from smmi.cli.checking._scorable import without_rule as without_rule
