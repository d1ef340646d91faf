"""Over time: `smmi change`, `smmi improve` and `smmi stability`, and how last time is named on the command line."""

from smmi.cli.over_time._change import change_command as change_command
from smmi.cli.over_time._improve import improve as improve
from smmi.cli.over_time._stability import stability_command as stability_command
from smmi.cli.over_time._two_files import Before as Before, carried_of as carried_of
from smmi.cli.over_time._variations import usual_stability as usual_stability
from smmi.cli.over_time._wave_options import (
    USUAL_FORM as USUAL_FORM,
    At as At,
    BeforeIgnore as BeforeIgnore,
    BeforeInstrument as BeforeInstrument,
    BeforeNorms as BeforeNorms,
    BeforeOption as BeforeOption,
    BeforeReading as BeforeReading,
    BeforeUnitColumn as BeforeUnitColumn,
    Carried as Carried,
    CrosswalkName as CrosswalkName,
    Cut as Cut,
    Form as Form,
    ReliabilityOf as ReliabilityOf,
)
