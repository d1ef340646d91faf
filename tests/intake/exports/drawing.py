"""Answers drawn for the made exports, before any tool writes them."""

import random
import string
from dataclasses import dataclass, field

from tests.intake.exports.programme import CODES, LABELS, PAGES, SEVERAL

Answer = object

FIRST_NAMES = ("Ana", "Bo", "Chidi", "Dörte", "Eoin", "Fatima", "Grace", "Hugo", "Inés", "Jin")
LAST_NAMES = ("Abara", "Brown", "Castro", "Dietz", "Evans", "O'Neil", "Fischer", "Garcia", "Hall", "Ito")
COMMENTS = (
    "Thank you.",
    'We call it "service learning", not placement.',
    "Two campuses:\nfigures are for the main one.",
    "n/a",
    "See our report; pages 3, 4 and 7",
    "Dean’s office has the rest – please ask",
)
OTHER_KINDS = ("Tribal councils", "prisons", "Food banks, shelters")


class Dice:
    """Draws that do not change with the version of Python: all of them come from `random.random`."""

    def __init__(self, name):
        self._random = random.Random(name).random

    def below(self, n):
        return int(self._random() * n)

    def happens(self, share):
        return self._random() < share

    def pick(self, among):
        return among[self.below(len(among))]

    def text(self, n, letters=string.ascii_letters + string.digits):
        return "".join(self.pick(letters) for _ in range(n))

    def uuid(self):
        return "-".join(self.text(n, "0123456789abcdef") for n in (8, 4, 4, 4, 12))

    def address(self):
        return f"203.0.113.{self.below(250) + 1}"


@dataclass
class Response:
    """What one respondent answered; what stands beside it in an export is drawn with it."""

    number: int
    school: str
    answers: dict[str, Answer]
    page: int
    first: str
    last: str
    comment: str = ""
    other: str = ""
    seconds: int = 0
    test: bool = False
    unit: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def finished(self):
        return self.page == len(PAGES)

    @property
    def email(self):
        name = f"{self.first}.{self.last}".lower()
        return name.translate({ord("ö"): "oe", ord("é"): "e", ord("'"): ""}) + "@example.org"

    def at(self, n=0):
        """The day, hour, minute and second at which the response was sent, n seconds earlier."""
        seconds = 9 * 3600 + self.number * 1543 % 28000 - n
        return 1 + self.number % 27, seconds // 3600, seconds // 60 % 60, seconds % 60


def _several(dice, code):
    if code == "partner_kinds" and dice.happens(0.1):
        return ["none"]
    options = [option for option in LABELS[code] if option != "none"]
    chosen = [option for option in options if dice.happens(0.5)]
    return chosen or [dice.pick(options)]


def _mix(dice):
    if dice.happens(0.15):
        return {"rural": 0, "suburban": 0, "urban": 100}
    rural = 5 * dice.below(13)
    suburban = 5 * dice.below((100 - rural) // 5 + 1)
    if dice.happens(0.25) and rural:
        rural -= 0.5
        return {"rural": rural, "suburban": suburban, "urban": 100 - rural - suburban}
    return {"rural": rural, "suburban": suburban, "urban": 100 - rural - suburban}


def _answer(dice, code):
    if code in SEVERAL:
        return _several(dice, code)
    if code == "placement_mix":
        return _mix(dice)
    if code == "partner_count":
        return dice.below(60)
    if code == "students_serving":
        return 0 if dice.happens(0.08) else 5 * dice.below(21) if dice.happens(0.8) else dice.below(990) / 10
    if code == "budget_share":
        return dice.below(200) / 10 if dice.happens(0.9) else 0
    if code == "contact_hours":
        return dice.below(240) / 2
    if code == "funding_total":
        return 0 if dice.happens(0.06) else 1000 * (5 + dice.below(1500))
    return dice.pick(list(LABELS[code]))


def draw(name, n, *, blank=0.06, partial=2, empty=1, tests=0):
    """Draw n responses: the first `tests` are trials of the survey, some stop on the way, some leave all open."""
    dice = Dice(name)
    responses = []
    for number in range(1, n + 1):
        answers = {code: None if dice.happens(blank) else _answer(dice, code) for code in CODES}
        if answers["has_partners"] != "yes":
            answers["partner_count"] = None
        page = len(PAGES)
        if tests < number <= tests + partial:
            page = 1 + number % 2
        elif number > n - empty:
            page = 0
        for later in PAGES[page:]:
            answers.update(dict.fromkeys(later))
        responses.append(
            Response(
                number=number,
                school=f"S{number:02}",
                answers=answers,
                page=page,
                first=dice.pick(FIRST_NAMES),
                last=dice.pick(LAST_NAMES),
                comment=dice.pick(COMMENTS) if page == len(PAGES) and dice.happens(0.3) else "",
                other=dice.pick(OTHER_KINDS) if page and dice.happens(0.12) else "",
                seconds=240 + dice.below(1500),
                test=number <= tests,
            )
        )
    return responses, dice
