"""Spreadsheets as people make them by hand: each is written out here, beside what a careful reader makes of it."""

from tests.intake.exports.delimited import Export
from tests.intake.exports.programme import FIELD, PROGRAMME

NOT_APPLICABLE = "not_applicable"
NOT_ASKED = "not_administered"
FIELDS = tuple(indicator.code for indicator in FIELD.indicators)
E, A = ["equity"], ["advocacy"]
BOTH = ["equity", "advocacy"]


def _sheet(
    name, text, unit, units, questions, *, encoding="utf-8", ending="\n", instrument="field", others=None
):
    codes = FIELDS if instrument == "field" else tuple(indicator.code for indicator in PROGRAMME.indicators)
    full = {
        key: dict(zip(codes, row, strict=True))
        if instrument == "field"
        else dict.fromkeys(codes, NOT_ASKED) | row
        for key, row in units.items()
    }
    found = {
        "instrument": instrument,
        "unit": unit,
        "units": list(full),
        "questions": [dict(zip(("about", "question", "taken"), entry, strict=True)) for entry in questions],
        "answers": full,
    }
    if others:
        found["others"] = {key: dict(zip(codes, row, strict=True)) for key, row in others.items()}
    return Export(f"{name}.csv", text.removeprefix("\n").replace("\n", ending).encode(encoding), found)


def people():
    """Labels in any case, percent signs, N/A, a school that stands twice, a column whose name is mistyped."""
    text = """
Id,Topics taught,PLANS MADE,Share of students,Vists in a year,Contact
A01,"Equity, Advocacy, at home",Partly,35%,12,ana@example.org
A02,equity,FULLY,45 %,0,
A03,"ADVOCACY, AT HOME",not at all,N/A,3,"Brown, Bo"
A04,,Partly,12.5%,n/a,
A05,Equity,prefer not to say,100%,40,
A06,"Advocacy, at home, Equity",Fully,0%,7,castro@example.org
A07,-,partly ,20%,,
A02,Equity,Fully,45%,1,second try
A08,Equity,PARTLY,"8,5%",15,
A09,"equity , advocacy, at home",Not  at all,33%,22,
A10,Equity,Fullly,50%,2,
A11,none,Partly,?,9,
"""
    units = {
        "A01": (BOTH, "partly", 35, 12),
        "A03": (A, "not_at_all", NOT_APPLICABLE, 3),
        "A04": (None, "partly", 12.5, NOT_APPLICABLE),
        "A05": (E, None, 100, 40),
        "A06": (BOTH, "fully", 0, 7),
        "A07": (None, "partly", 20, None),
        "A02": (E, "fully", 45, 1),
        "A08": (E, "partly", 8.5, 15),
        "A09": (BOTH, "not_at_all", 33, 22),
        "A10": (E, None, 50, 2),
        "A11": ([], "partly", None, 9),
    }
    questions = [
        (["Vists in a year"], "Is this 'Visits in a year'?", "yes"),
        (["Id"], "A02 stands twice: which row is read?", "the last"),
        (["plans"], "Is 'prefer not to say' no answer?", "yes"),
        (["plans"], "Is 'Fullly' 'Fully'?", "not read, no answer"),
        (["share", "visits"], "Does N/A mean that the question does not apply?", "not applicable"),
        (["share"], "Is the comma of '8,5%' a decimal mark?", "yes"),
        (["share"], "Is '?' no answer?", "yes"),
        (["topics"], "Is '-' no answer, and 'none' an answer without topics?", "yes"),
    ]
    return _sheet("sheet_people", text, "Id", units, questions)


def two_headers():
    """Merged headings above the names of the columns, quotation marks and a line break in cells."""
    text = """
School,,Teaching,,Reach,,
Code,Name,Topics taught,Plans made,Share of students,Visits in a year,Remarks
B1,North,Equity,Partly,35,12,
B2,"South ""Old"" Campus","Equity;Advocacy, at home",Fully,60,1,
B3,West,"Equity;Advocacy, at home",Not at all,,3,"checked
twice"
B4,East,"Advocacy, at home",,100,0,
B5,Coast,,Fully,80,44,
"""
    units = {
        "B1": (E, "partly", 35, 12),
        "B2": (BOTH, "fully", 60, 1),
        "B3": (BOTH, "not_at_all", None, 3),
        "B4": (A, None, 100, 0),
        "B5": (None, "fully", 80, 44),
    }
    questions = [
        (
            ["Code", "Name"],
            "Which of the two header rows names the columns, and which column the school?",
            "the second; Code",
        )
    ]
    return _sheet("sheet_two_headers", text, "Code", units, questions)


def semicolons():
    """A European spreadsheet: semicolons, decimal commas, a comma in a heading, no quotation marks needed."""
    text = """
Schule;Topics taught, all years;Plans made;Share of students;Visits in a year
C1;Equity, Advocacy, at home;Partly;35,5;12
C2;Advocacy, at home;Fully;7,25;1.204
C3;Equity;Not at all;100;0
C4;;Partly;0,5;33
C5;Equity;;;2.000
C6;Advocacy, at home, Equity;Fully;66,7;5
"""
    units = {
        "C1": (BOTH, "partly", 35.5, 12),
        "C2": (A, "fully", 7.25, 1204),
        "C3": (E, "not_at_all", 100, 0),
        "C4": (None, "partly", 0.5, 33),
        "C5": (E, None, None, 2000),
        "C6": (BOTH, "fully", 66.7, 5),
    }
    questions = [
        (["Schule"], "Does this column name the school?", "yes"),
        (["Topics taught, all years"], "Is this 'Topics taught'?", "yes"),
        (["share"], "Is the comma a decimal mark?", "yes"),
        (["visits"], "Is the point of '1.204' a thousands mark?", "yes"),
    ]
    return _sheet("sheet_semicolons", text, "Schule", units, questions, encoding="cp1252", ending="\r\n")


def blanks():
    """Blanks at the ends of headings and cells, hard ones too, a column without a name, and empty rows at the end."""
    text = """
 id ,topics ,Plans\u00a0made, share,visits ,,
D1, Equity , Partly,35 , 12,,
D2,"Equity, Advocacy, at home ",Fully\u00a0, 40,1,,
 D3,"Advocacy, at home",Not at all,,0,,
D4 ,,,5,3,,
D5,Equity,\tPartly,100,8,,
,,,,,,
,,,,,,
"""
    units = {
        "D1": (E, "partly", 35, 12),
        "D2": (BOTH, "fully", 40, 1),
        "D3": (A, "not_at_all", None, 0),
        "D4": (None, None, 5, 3),
        "D5": (E, "partly", 100, 8),
    }
    return _sheet("sheet_blanks", text, "id", units, [], encoding="utf-8-sig", ending="\r\n")


def fractions():
    """Shares as fractions, and visits with a code for what is missing."""
    text = """
id,topics,plans,share,visits
E1,equity,partly,0.35,12
E2,equity|advocacy,fully,0.8,999
E3,advocacy,not_at_all,1,0
E4,,partly,0.05,3
E5,equity,partly,0,999
E6,equity,fully,0.125,17
E7,advocacy|equity,,,2
E8,equity,fully,0.5,999
"""
    units = {
        "E1": (E, "partly", 35, 12),
        "E2": (BOTH, "fully", 80, None),
        "E3": (A, "not_at_all", 100, 0),
        "E4": (None, "partly", 5, 3),
        "E5": (E, "partly", 0, None),
        "E6": (E, "fully", 12.5, 17),
        "E7": (BOTH, None, None, 2),
        "E8": (E, "fully", 50, None),
    }
    questions = [
        (["share"], "No share is above 1: are they fractions?", "yes"),
        (["visits"], "999 stands three times, far above the rest: is it a code for missing?", "no answer"),
    ]
    return _sheet("sheet_fractions", text, "id", units, questions)


def thousands():
    """Numbers with marks of several kinds, and a tab between the columns."""
    text = """
school\ttopics\tplans\tshare\tvisits
F1\tEquity\tPartly\t45.5\t1 234
F2\tEquity / Advocacy, at home\tFully\t7\t12 000
F3\tAdvocacy, at home\tNot at all\t\t999
F4\t\tPartly\t100.0\t1\u00a0002
F5\tEquity\t\t33.3\t2\u202f500
F6\tAdvocacy, at home / Equity\tFully\t0.0\t0
"""
    units = {
        "F1": (E, "partly", 45.5, 1234),
        "F2": (BOTH, "fully", 7, 12000),
        "F3": (A, "not_at_all", None, 999),
        "F4": (None, "partly", 100, 1002),
        "F5": (E, None, 33.3, 2500),
        "F6": (BOTH, "fully", 0, 0),
    }
    questions = [(["visits"], "Are the blanks within numbers thousands marks?", "yes")]
    return _sheet("sheet_thousands", text, "school", units, questions)


def title_and_total():
    """A title and an empty row above the header, a total and a source below the table."""
    text = """
Survey of schools 2026,,,,
,,,,
School,Topics,Plans,Share,Visits
G1,Equity,Partly,35,12
G2,"Equity, Advocacy, at home",Fully,40,30
G3,"Advocacy, at home",Not at all,10,0
G4,Equity,,,8
Total,,,28.3,50
,,,,
"Source: own survey, spring 2026",,,,
"""
    units = {
        "G1": (E, "partly", 35, 12),
        "G2": (BOTH, "fully", 40, 30),
        "G3": (A, "not_at_all", 10, 0),
        "G4": (E, None, None, 8),
    }
    questions = [
        ([], "Is the third row the header, with a title above it?", "yes"),
        (["School"], "Are the rows from 'Total' on no schools?", "left out"),
        (["Topics", "Plans", "Share", "Visits"], "Are these the four indicators?", "yes"),
    ]
    return _sheet("sheet_title_and_total", text, "School", units, questions)


def crosses():
    """Crosses in a column for each choice."""
    text = """
School,Topics taught: Equity,"Topics taught: Advocacy, at home",Plans made,Share of students (%),Visits in a year
H1,x,,Partly,35,12
H2,x,X,Fully,40,30
H3,,x,Not at all,10,0
H4,,,Fully,,8
H5,x,,,95,
H6,X,x,Partly,0,1
"""
    units = {
        "H1": (E, "partly", 35, 12),
        "H2": (BOTH, "fully", 40, 30),
        "H3": (A, "not_at_all", 10, 0),
        "H4": ([], "fully", None, 8),
        "H5": (E, None, 95, None),
        "H6": (BOTH, "partly", 0, 1),
    }
    questions = [
        (["topics"], "Are the two columns with crosses the choices of 'Topics taught'?", "yes"),
        (["Share of students (%)"], "Is this 'Share of students'?", "yes"),
        (["topics"], "H4 has no cross: does it teach neither, or did it not answer?", "neither"),
    ]
    return _sheet("sheet_crosses", text, "School", units, questions)


def codes_of_numbers():
    """Options as numbers, with 9 and -99 for what is missing."""
    text = """
ID,TOPICS_1,TOPICS_2,PLANS,SHARE,VISITS
1,1,0,2,35,12
2,1,1,3,40,-99
3,0,1,1,-99,0
4,9,9,9,15,3
5,1,0,3,-99,7
6,0,0,2,100,21
"""
    units = {
        "1": (E, "partly", 35, 12),
        "2": (BOTH, "fully", 40, None),
        "3": (A, "not_at_all", None, 0),
        "4": (None, None, 15, 3),
        "5": (E, "fully", None, 7),
        "6": ([], "partly", 100, 21),
    }
    questions = [
        (["TOPICS_1", "TOPICS_2"], "Are these the choices of 'Topics taught', in order?", "yes"),
        (["plans"], "Do 1 to 3 stand for the options in order?", "yes"),
        (["topics", "plans"], "Is 9 no answer?", "yes"),
        (["share", "visits"], "Is -99 no answer?", "yes"),
        (["topics"], "Do zeros throughout mean that no topic is taught?", "none chosen"),
    ]
    return _sheet("sheet_codes", text, "ID", units, questions)


def years():
    """Two years below one another."""
    text = """
School,Year,Topics taught,Plans made,Share of students,Visits in a year
K1,2025,Equity,Not at all,10,2
K2,2025,,Partly,20,5
K3,2025,"Advocacy, at home",Partly,,9
K1,2026,"Equity, Advocacy, at home",Partly,15,4
K2,2026,Equity,Fully,25,6
K3,2026,"Advocacy, at home",Fully,50,10
K4,2026,Equity,Partly,5,0
"""
    units = {
        "K1": (BOTH, "partly", 15, 4),
        "K2": (E, "fully", 25, 6),
        "K3": (A, "fully", 50, 10),
        "K4": (E, "partly", 5, 0),
    }
    others = {
        "K1 2025": (E, "not_at_all", 10, 2),
        "K2 2025": (None, "partly", 20, 5),
        "K3 2025": (A, "partly", None, 9),
    }
    questions = [(["Year"], "Schools stand in two years: which year is read?", "2026")]
    return _sheet("sheet_years", text, "School", units, questions, others=others)


def yes_and_no():
    """Yes and no as people write them, shortened headings, and a part of the questions only."""
    text = """
school,region,has partners?,Partner count,mission_names_needs,Leadership support,Staff time,Service learning,Control
L1,north,Y,12,TRUE,agree,Strongly agree,often,public
L2,north,n,,no,AGREE,n/a,Never,"Private, for profit"
L3,south,Yes,3,Yes,Strongly  disagree,disagree,sometimes,Public
L4,south,NO,,FALSE,neither agree nor disagree,,Always,"private, not for profit"
L5,,yes,0,true,,Agree,rarely,PUBLIC
L6,west,N,,,Not applicable,Not applicable,OFTEN,
"""
    units = {
        "L1": ("yes", 12, "yes", "agree", "strongly_agree", "often", "public"),
        "L2": ("no", None, "no", "agree", NOT_APPLICABLE, "never", "private_profit"),
        "L3": ("yes", 3, "yes", "strongly_disagree", "disagree", "sometimes", "public"),
        "L4": ("no", None, "no", "neutral", None, "always", "private_nonprofit"),
        "L5": ("yes", 0, "yes", None, "agree", "rarely", "public"),
        "L6": ("no", None, None, "does_not_apply", "does_not_apply", "often", None),
    }
    codes = (
        "has_partners",
        "partner_count",
        "mission_names_needs",
        "leadership_support",
        "staff_time",
        "service_learning",
        "control",
    )
    records = {unit: dict(zip(codes, row, strict=True)) for unit, row in units.items()}
    questions = [
        (
            ["has partners?", "Partner count", "Leadership support", "Staff time", "Service learning"],
            "Are these the indicators whose codes have the same words?",
            "yes",
        ),
        (["has_partners", "mission_names_needs"], "Do Y, N, TRUE and FALSE mean yes and no?", "so"),
        (["staff_time"], "Does a typed n/a mean that the question does not apply?", "not applicable"),
        ([], "Eight indicators have no column: were they not asked?", "not administered"),
        (["region"], "Is this a characteristic of the school?", "not read"),
    ]
    return _sheet("sheet_yes_and_no", text, "school", records, questions, instrument="programme")


def exports():
    return [
        people(),
        two_headers(),
        semicolons(),
        blanks(),
        fractions(),
        thousands(),
        title_and_total(),
        crosses(),
        codes_of_numbers(),
        years(),
        yes_and_no(),
    ]
