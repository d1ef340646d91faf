"""The attainable range: the lowest and the highest score over all completions of the answers."""
