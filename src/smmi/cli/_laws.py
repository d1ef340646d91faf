"""Laws on the command line: the rule that an argument names, the check of its laws, and the list of all laws."""

import importlib
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Final

import attrs

from smmi.cli._exits import MissingExtraError, RuleModuleError
from smmi.errors import ArgumentError, UnknownCodeError
from smmi.instrument import Scale
from smmi.scoring.laws import AGGREGATION_LAWS, ITEM_LAWS, SCHEME_LAWS, Law
from smmi.serialization.laws import DOCUMENT_LAWS

if TYPE_CHECKING:
    from smmi.testing import LawReport

RULE: Final = "MODULE:RULE"
EXPECTED: Final = "a module and a name in it, such as 'rules:MyRule'"
SCALE: Final = "MODULE:SCALE"
_SMMI: Final = Path(__file__).parents[1]
_LAWS: Final = (*ITEM_LAWS, *AGGREGATION_LAWS, *SCHEME_LAWS, *DOCUMENT_LAWS)


def law_lines(
    target: str | None,
    /,
    *,
    laws: Sequence[str],
    children: Sequence[str] | None = None,
    scale: str | None = None,
) -> Iterator[str]:
    """Yield a line for each law, in columns: its id, of what it speaks, the trait that it needs, its sentence.

    Args:
        target: A module and a name in it, if only the laws that bind what it names are listed.
        laws: The ids of the laws; all, if empty.
        children: As of `law_report`.
        scale: As of `law_report`.

    Raises:
        ArgumentError: As of `law_report`.
        MissingExtraError: As of `law_report`.
        RuleModuleError: As of `law_report`.
        UnknownCodeError: There is no such name in the module, or no such law.
    """
    _check_laws(laws)
    binding: Sequence[Law] = _LAWS
    if target is not None:
        with _asked(target, children, scale) as (runner, rule, given):
            checks = runner.scoring_rule_laws(rule, children=children, scale=given)
        binding = [check.law for check in checks]
    rows = [
        ("law", "subject", "needs", "sentence"),
        *(
            (law.id, law.subject.value, law.needs or "-", law.sentence)
            for law in binding
            if not laws or law.id in laws
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for *columns, sentence in rows:
        yield "  ".join([*(f"{text:{width}}" for text, width in zip(columns, widths, strict=True)), sentence])


def _check_laws(laws: Sequence[str]) -> None:
    """Refuse what no law is called.

    Raises:
        ArgumentError: Several are given as one.
        UnknownCodeError: There is no such law.
    """
    known = tuple(dict.fromkeys(law.id for law in _LAWS))
    for law in laws:
        if "," in law:
            raise ArgumentError("--law", repr(law), "one id", "Give --law several times")
        if law not in known:
            raise UnknownCodeError("no law is called", law, known)


def law_report(
    target: str,
    /,
    *,
    laws: Sequence[str],
    children: Sequence[str] | None,
    scale: str | None,
    examples: int,
    expected: Sequence[str] = (),
) -> "LawReport":
    """Check the laws of the rule that an argument names.

    Args:
        target: A module and a name in it, with a colon between.
        laws: The ids of the laws; all that speak of the rule, if empty.
        children: The codes of the children, for a rule that treats some of them differently.
        scale: A module and the name of a scale in it, for an item rule that takes none of the example scales.
        examples: On how many cases each law is checked.
        expected: The ids of laws that are expected to be broken, each with ``=`` and the reason.

    Raises:
        ArgumentError: There is no rule or scale of that name, or the children do not fit the rule.
        MissingExtraError: Hypothesis is not installed.
        RuleModuleError: The module cannot be imported.
        UnknownCodeError: There is no such name in the module, or no such law.
    """
    _check_laws(laws)
    with _asked(target, children, scale) as (runner, rule, given):
        report: LawReport = runner.check_rule(
            rule,
            laws=tuple(dict.fromkeys(laws)) or None,
            expected_failures=_reasons(expected),
            children=children,
            scale=given,
            examples=examples,
        )
    return report


@contextmanager
def _runner() -> Iterator[ModuleType]:
    """Give the runner; Python looks for modules in the current folder first, as `python -m` does, and no trace is left.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    try:
        from smmi.testing import runner
    except ImportError as error:
        if error.name != "hypothesis":
            raise
        raise MissingExtraError("hypothesis", "testing") from None
    from hypothesis.configuration import set_hypothesis_home_dir

    before = list(sys.path)
    sys.path.insert(0, str(Path.cwd()))
    importlib.invalidate_caches()
    with (
        TemporaryDirectory() as folder
    ):  # where Hypothesis keeps what it keeps, instead of in the current one
        set_hypothesis_home_dir(folder)
        try:
            yield runner
        finally:
            set_hypothesis_home_dir(None)
            sys.path[:] = before


@contextmanager
def _asked(
    target: str, children: Sequence[str] | None, scale: str | None
) -> Iterator[tuple[ModuleType, object, Scale | None]]:
    """Give the runner, the rule and the scale; let errors name the options where they name the runner's arguments."""
    with _runner() as runner:
        rule, given = _rule(target), None if scale is None else _scale(scale)
        try:
            yield runner, rule, given
        except ArgumentError as error:
            advice = error.advice.replace("scale=…", f"--scale {SCALE}").replace(
                "children=[…]", "--children CODE,CODE,…"
            )
            named = {
                "children": ("--children", repr(",".join(children)) if children else "none"),
                "scale": ("--scale", error.got if scale is None else repr(scale)),
                "laws": ("--law", error.got),
                "--expect": ("--expect", error.got),
            }
            argument, got = named.get(error.argument, (RULE, f"{target!r}, {error.got}"))
            raise attrs.evolve(error, argument=argument, got=got, advice=advice) from None


def _reasons(expected: Sequence[str]) -> dict[str, str]:
    """Return why laws are expected to be broken, by their ids."""
    reasons = {}
    for one in expected:
        law, _, why = one.partition("=")
        if not why:
            raise ArgumentError(
                "--expect", repr(one), "the id of a law and why it is broken, such as 'monotone=why'"
            )
        reasons[law] = why
    return reasons


def codes_of(children: str | None, /) -> list[str] | None:
    """Return codes that are separated by commas.

    Raises:
        ArgumentError: One is empty, or stands twice.
    """
    if children is None:
        return None
    codes = [code.strip() for code in children.split(",")]
    if not all(codes) or len(set(codes)) < len(codes):
        raise ArgumentError(
            "--children", repr(children), "different codes with commas between, such as a,b,c"
        )
    return codes


def _rule(target: str) -> object:
    """Return what is meant by a module and a name in it; an instance of it, if it is a class."""
    found = _named(target, RULE, EXPECTED, "MyRule")
    if not isinstance(found, type):
        return found
    try:
        return found()
    except Exception as error:  # noqa: BLE001  (a stranger's class may raise whatever it likes)
        name, _, attribute = target.partition(":")
        got = f"the class {attribute}, which cannot be made without arguments ({_problem(error)})"
        advice = f"Make one in the module, as in: my_rule = {attribute}(…), and check '{name}:my_rule'"
        raise ArgumentError(RULE, got, "a rule, or a class that makes one", advice) from None


def _scale(target: str) -> Scale:
    """Return the scale that is meant by a module and a name in it."""
    expected = "a module and the name of a scale in it, such as 'rules:my_scale'"
    found = _named(target, "--scale", expected, "my_scale")
    if not isinstance(found, Scale):
        raise ArgumentError("--scale", f"{target!r}, a value of {type(found).__name__}", expected)
    return found


def _named(target: str, argument: str, expected: str, example: str) -> object:
    """Return what has a name in a module.

    Args:
        target: The module and the name.
        argument: What gives both, for messages.
        expected: What it should give.
        example: A name that it might give.
    """
    name, colon, attribute = target.partition(":")
    is_file = Path(name).suffix == ".py"
    if not (colon and attribute) or is_file or not all(part.isidentifier() for part in name.split(".")):
        advice = ""
        if is_file or "/" in name:
            dotted = ".".join(Path(name).with_suffix("").parts)
            advice = f"Name the module, not its file: '{dotted}:{attribute or example}'"
        raise ArgumentError(argument, repr(target), expected, advice)
    if attribute.find("(") > 0:
        advice = f"Make it in the module, as in: my_rule = {attribute}, and name that: '{name}:my_rule'"
        raise ArgumentError(argument, repr(target), expected, advice)
    module = _module(name, argument)
    try:
        found: object = getattr(module, attribute)
    except AttributeError:
        known = tuple(key for key in dir(module) if not key.startswith("_"))
        raise UnknownCodeError(f"module {name!r} has no", attribute, known) from None
    return found


def _module(name: str, argument: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise RuleModuleError(name, _problem(error)) from None
        advice = f"There is no {error.name!r}; the current folder is looked in first"
        raise ArgumentError(argument, f"the module {name!r}", "one that Python can import", advice) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001  (a module without a guard may end the program)
        raise RuleModuleError(name, _problem(error)) from None


def _problem(error: BaseException) -> str:
    """Return what was raised, and where outside of smmi and of the machinery of imports."""
    if isinstance(error, SyntaxError):
        return (
            f"{type(error).__name__}: {error.msg}, line {error.lineno} of {Path(error.filename or '?').name}"
        )
    said = ": ".join([type(error).__name__, *str(error).splitlines()[:1]])
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not (
            frame.filename.startswith("<")
            or frame.filename == importlib.__file__
            or Path(frame.filename).is_relative_to(_SMMI)
        )
    ]
    return f"{said}, line {frames[-1].lineno} of {Path(frames[-1].filename).name}" if frames else said
