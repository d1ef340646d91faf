"""What a cell says: an answer and how it was understood, or why it is none."""

import enum

import attrs

from smmi.errors import Reason


@attrs.frozen
class Said:
    """An answer as `Answers.from_records` takes it, and how it was understood."""

    answer: object
    how: str


class Cause(enum.Enum):
    """Why a cell is no answer: the machine-readable reason, what is the matter, and what to do about it."""

    UNKNOWN_WORD = (
        Reason.UNKNOWN_OPTION,
        "say nothing that is known",
        "Say what each means: 'spellings' of the source for an answer, 'missing' for no answer",
    )
    SEVERAL_MEANINGS = (
        Reason.BAD_VALUE,
        "have several meanings",
        "Say which is meant: 'spellings' of the source go before all else",
    )
    COMMA = (
        Reason.WRONG_KIND,
        "hold a comma",
        (
            "If it is the decimal mark, declare format=NumberFormat(decimal=','); if it stands between thousands, "
            "NumberFormat(thousands=',')"
        ),
    )
    POINT = (
        Reason.WRONG_KIND,
        "hold a point, which is not the decimal mark that is declared",
        (
            "If it is the decimal mark, declare format=NumberFormat(decimal='.'); if it stands between thousands, "
            "NumberFormat(decimal=',', thousands='.')"
        ),
    )
    MARK_TWICE = (
        Reason.WRONG_KIND,
        "hold the decimal mark twice",
        (
            "If it stands between thousands, declare the other one: format=NumberFormat(decimal=',', thousands='.') "
            "or NumberFormat(thousands=',')"
        ),
    )
    BLANK_WITHIN = (
        Reason.WRONG_KIND,
        "hold a blank between digits",
        "If it stands between thousands, declare format=NumberFormat(thousands=' ')",
    )
    APOSTROPHE = (
        Reason.WRONG_KIND,
        "hold an apostrophe",
        'If it stands between thousands, declare format=NumberFormat(thousands="\'")',
    )
    GROUPS = (
        Reason.WRONG_KIND,
        "hold a thousands mark that does not stand between groups of three digits",
        "Correct them in the table, or declare another format",
    )
    PERCENT_SIGN = (
        Reason.WRONG_KIND,
        "hold a percent sign, though the scale is no percentage",
        "Correct them in the table, or declare a percentage",
    )
    NO_NUMBER = (
        Reason.WRONG_KIND,
        "say no number",
        "Say which of them are no answer: missing={'…': Nonresponse.NO_ANSWER}; correct others in the table",
    )
    FLAG = (
        Reason.WRONG_KIND,
        "hold True or False",
        "Say what each means: 'spellings' of the source for an answer, 'missing' for no answer",
    )
    DATE = (
        Reason.WRONG_KIND,
        "hold a date",
        "Spreadsheets make dates of texts such as 1-2: format the column as text, and correct them",
    )
    OTHER_CLASS = (
        Reason.WRONG_KIND,
        "hold something that no table holds",
        "Give text, numbers, True or False, or blanks",
    )
    OUT_OF_RANGE = (
        Reason.OUT_OF_RANGE,
        "are out of range",
        "Correct them in the table, or name them in 'missing'",
    )
    BAD_SELECTION = (
        Reason.BAD_SELECTION,
        "hold a selection that the scale does not admit",
        "Correct them in the table",
    )
    EMPTY_PIECE = (
        Reason.BAD_SELECTION,
        "hold a separator with nothing before it",
        "Correct them in the table, or declare another separator",
    )
    NEITHER_TICKED_NOR_NOT = (
        Reason.UNKNOWN_OPTION,
        "say neither that the option is ticked nor that it is not",
        "Name them in 'ticked', 'unticked' or 'missing' of the source",
    )
    OTHER_OPTION = (
        Reason.UNKNOWN_OPTION,
        "say another option than the one of the column",
        "Correct the columns of the source",
    )
    NO_SHARES = (
        Reason.WRONG_KIND,
        "say no shares of the parts",
        "Write part=share for each part, each once, or declare another separator",
    )
    NO_IDENTIFIER = (
        Reason.MISSING_UNIT,
        "are blank",
        (
            "Fill them in; leave such rows out by a filter (the word '' is a blank); or number the rows: "
            "unit=NumberedRows()"
        ),
    )
    BAD_IDENTIFIER = (
        Reason.MISSING_UNIT,
        "hold neither text nor a whole number",
        "Correct them in the table, or number the rows: unit=NumberedRows()",
    )
    DOUBTFUL_IDENTIFIER = (
        Reason.BAD_VALUE,
        "hold identifiers that were not asked about when the reading was made",
        "Correct them in the table, or make a new reading with `smmi read`, which asks what they are",
    )
    DOUBTFUL_VALUE = (
        Reason.BAD_VALUE,
        "hold values that were not asked about when the reading was made",
        "Correct them in the table, or make a new reading with `smmi read`, which asks what they are",
    )
    UNSEEN_FRACTION = (
        Reason.LOOKS_LIKE_FRACTIONS,
        "lie between 0 and 1",
        (
            "No percentage did when the reading was made: write 45 where 0.45 is meant so, or make a new reading with "
            "`smmi read`, which asks"
        ),
    )
    NOTHING_TICKED = (
        Reason.BAD_SELECTION,
        "hold no tick",
        (
            "Something was ticked in every row when the reading was made: clear these cells where the question was not "
            "asked, or make a new reading with `smmi read`, which asks what they are"
        ),
    )
    OTHER_NOTES = (
        Reason.BAD_VALUE,
        "hold values of which the file says something else than when the reading was made",
        "Make a new reading with `smmi read`, which looks what the file says",
    )
    UNSEEN_POINT = (
        Reason.WRONG_KIND,
        "hold a point that may be the decimal mark or stand between thousands",
        (
            "No cell showed which when the reading was made: write such numbers plainly in the table, or make a new "
            "reading with `smmi read`, which asks"
        ),
    )
    MERGED_CELLS = (
        Reason.BAD_VALUE,
        "lie below the first of merged cells, which alone holds what they say",
        (
            "No cell did when the reading was made: undo the merging and fill them in, or make a new reading with "
            "`smmi read`, which asks whether they are filled down"
        ),
    )
    CONTRADICTION = (
        Reason.BAD_SELECTION,
        "say what contradicts itself",
        "Correct them in the table",
    )

    @property
    def reason(self) -> Reason:
        """The machine-readable reason."""
        return self.value[0]

    @property
    def problem(self) -> str:
        """What is the matter."""
        return self.value[1]

    @property
    def advice(self) -> str:
        """What to do about it."""
        return self.value[2]


@attrs.frozen
class Unread:
    """Why a cell is no answer.

    Attributes:
        cause: The cause.
        piece: What of the cell cannot be read.
        detail: What is to be said of this piece: ``did you mean 'partly'?``.
        meanings: What it may mean, each with how, where it has several meanings.
    """

    cause: Cause
    piece: str
    detail: str = ""
    meanings: tuple[tuple[object, str], ...] = ()
