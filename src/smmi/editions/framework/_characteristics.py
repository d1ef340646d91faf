"""What is known of a school before it answers, and the condition that some indicators put on it."""

from smmi.instrument import Characteristic, OneOf, Option


def _characteristic(code: str, label: str, /, **labels: str) -> Characteristic:
    options = tuple(Option(code=option, label=text) for option, text in labels.items())
    return Characteristic(code=code, label=label, options=options)


CHARACTERISTICS = (
    _characteristic(
        "discipline",
        "Discipline",
        dental="Dental medicine",
        medical="Medicine",
        nursing="Nursing (baccalaureate and graduate)",
        associate_nursing="Nursing (associate degree)",
    ),
    _characteristic("control", "Control", public="Public", private="Private"),
    _characteristic(
        "carnegie",
        "Carnegie class",
        r1="R1: doctoral, very high research activity",
        r2_r3="R2 or R3: other doctoral",
        special_focus="Special-focus institution",
        baccalaureate_masters="Baccalaureate or master's institution",
    ),
    _characteristic(
        "region",
        "Region",
        new_england="New England",
        mid_east="Mid East",
        great_lakes="Great Lakes",
        plains="Plains",
        southeast="Southeast",
        southwest="Southwest",
        rocky_mountains="Rocky Mountains",
        far_west="Far West",
        outlying="Outlying areas",
    ),
)

NOT_ASSOCIATE_DEGREE = OneOf("discipline", ("dental", "medical", "nursing"))
