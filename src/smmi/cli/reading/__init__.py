"""`smmi read`: a reading is proposed in words, its questions are answered, and it is written with its account."""

from smmi.cli.reading._read import read_command as read_command
