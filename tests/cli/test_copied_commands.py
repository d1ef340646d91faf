"""Commands that are shown to be run next: what a terminal makes of them is what was meant."""

import shlex

from hypothesis import given, strategies as st

from smmi.cli._steps import command_line

WORDS = st.lists(st.text(st.sampled_from("aZ9é .,;:=%&|'\"$`!\\()<>*?#~"), max_size=6), max_size=4)


@given(WORDS)
def test_a_shell_takes_a_shown_command_apart_again(words):
    """Whatever names of files and columns hold."""
    assert shlex.split(command_line(words)) == words


@given(WORDS)
def test_single_quotes_are_used_only_where_double_ones_would_change_a_word(words):
    """Windows knows double quotes alone, and there a path has backslashes."""
    for word in words:
        usual = not set(word) & set('"$`!') and "\\\\" not in word and not word.endswith("\\")
        assert not (usual and command_line([word]).startswith("'"))
