"""Proposals in short: what they ask and settle, and the answers that they lead to."""

from smmi.intake import propose_reading
from tests.intake.field import SCALES, instrument_of


def asked(proposal):
    """The questions by their names, with the names of their answers."""
    return {question.id: [option.id for option in question.options] for question in proposal.questions}


def settled(proposal, what):
    """How something is read, and why."""
    (choice,) = [choice for choice in proposal.choices if choice.what == what]
    return f"{choice.how} ({choice.evidence})"


def read(proposal, header, rows, **answers):
    """The answers by unit."""
    read_answers, _ = proposal.confirm(answers).answers(header, rows)
    return {unit: read_answers.record(unit) for unit in read_answers.units.tolist()}


def column_of(code, cells, *, scales=SCALES, name=None, **more):
    """A proposal for a table with one column besides the identifiers, the question about the absent ones aside."""
    instrument = instrument_of({code: scales[code]})
    header = ["Id", name or code]
    rows = [[f"U{number}", cell] for number, cell in enumerate(cells)]
    proposal = propose_reading(instrument, header, rows, **more)
    return proposal, lambda **answers: [
        record[code] for record in read(proposal, header, rows, **answers).values()
    ]
