"""How long it takes to read a survey of Qualtrics, beside the time that `json.loads` takes for its text.

    python -m benchmarks.definitions [--questions 150] [--repeats 5]

Every third question has display logic, every fifth is a matrix of four rows; the texts hold markup. The best of the
repeats is told, in milliseconds of processor time.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from smmi.exchange.qualtrics import from_qualtrics, to_qualtrics

CHOICES = {str(at): {"Display": f"<em>Choice</em> {at} &amp; more"} for at in range(1, 6)}
ROWS = {str(at): {"Display": f"Row {at}"} for at in range(1, 5)}


def questions(number: int) -> Iterator[dict[str, Any]]:
    """The payloads of so many questions."""
    single = "QID1"
    for at in range(1, number + 1):
        said: dict[str, Any] = {
            "QuestionID": f"QID{at}",
            "DataExportTag": f"Q{at}",
            "QuestionText": f"<p>What of <strong>{at}</strong>,&nbsp;as a whole?</p>",
            "RecodeValues": {key: str(10 - int(key)) for key in CHOICES},
        }
        if at % 3 == 0:
            locator = f"q://{single}/SelectableChoice/2"
            expression = {"LogicType": "Question", "LeftOperand": locator, "Operator": "Selected"}
            said["DisplayLogic"] = {"0": {"0": expression, "Type": "If"}, "Type": "BooleanExpression"}
        if at % 5 == 0:
            kind = {"QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer"}
            yield {**said, **kind, "Choices": ROWS, "Answers": CHOICES, "AnswerOrder": list(CHOICES)}
        else:
            single = f"QID{at}"
            kind = {"QuestionType": "MC", "Selector": "SAVR"}
            yield {**said, **kind, "Choices": CHOICES, "ChoiceOrder": list(CHOICES)}


def definition(number: int) -> dict[str, Any]:
    """A definition of so many questions."""
    payloads = list(questions(number))
    listed = [{"Type": "Question", "QuestionID": one["QuestionID"]} for one in payloads]
    blocks = [{"ID": "BL_1", "Description": "Block", "BlockElements": listed}]
    elements = [
        {"Element": "BL", "Payload": blocks},
        *({"Element": "SQ", "Payload": one} for one in payloads),
    ]
    return {"SurveyEntry": {"SurveyName": "Benchmark"}, "SurveyElements": elements}


def best(work: Callable[[], object], repeats: int) -> float:
    """The shortest time of several, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    text = json.dumps(definition(args.questions))
    document = json.loads(text)
    instrument, _ = from_qualtrics(document)
    parsing = best(lambda: json.loads(text), args.repeats)
    reading = best(lambda: from_qualtrics(document), args.repeats)
    writing = best(lambda: to_qualtrics(instrument), args.repeats)
    print(f"{args.questions} questions, {len(instrument.indicators)} indicators, {len(text):,} characters")
    for what, taken in (("json.loads", parsing), ("from_qualtrics", reading), ("to_qualtrics", writing)):
        print(f"  {what:<14} {taken:8.2f} ms  {taken / parsing:6.1f} x json.loads")


if __name__ == "__main__":
    main()
