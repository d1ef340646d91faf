"""Write the made exports and what a careful reader makes of them: `python -m tests.intake.exports.make_exports`."""

from pathlib import Path

from tests.intake.exports import (
    form_services,
    kobo,
    limesurvey,
    qualtrics,
    redcap,
    spreadsheets,
    surveymonkey,
)

HERE = Path(__file__).parent
SHAPES = (qualtrics, redcap, limesurvey, kobo, surveymonkey, form_services, spreadsheets)


def files():
    """Every file by its path, as bytes."""
    made = {}
    for export in [export for shapes in SHAPES for export in shapes.exports()]:
        made[HERE / export.name] = export.content
        document = HERE / "expected" / f"{export.name.partition('.')[0]}.json"
        made[document] = export.document.encode()
    return made


def main():
    for path, content in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
