"""The survey tools: Qualtrics, REDCap, LimeSurvey, Kobo and ODK, SurveyMonkey, Google Forms, Microsoft Forms.

What is said here was read in exports of the tools and in their makers' manuals; names of columns are as exported.
"""

from typing import Final

from smmi.instrument import Nonresponse
from smmi.intake.presets._preset import HeaderShape, Preset, RowMark
from smmi.intake.sources import Blank

QUALTRICS: Final = Preset(
    code="qualtrics",
    name="Qualtrics",
    marks=(
        "ResponseId|Response ID",
        "RecipientLastName|RecipientFirstName|RecipientEmail",
        "ExternalReference|ExternalDataReference|External Data Reference",
        "DistributionChannel|Distribution Channel|ResponseSet",
        "RecordedDate|Recorded Date",
        r"Duration \(in seconds\)",
        "UserLanguage|User Language",
        "LocationLatitude|Location Latitude",
        "V10",
    ),
    least=3,
    header=HeaderShape.IMPORT_IDS,
    units=("ResponseId", "Response ID", "V1"),
    references=("ExternalReference|External Data Reference|ExternalDataReference|V4",),
    structural=(
        "StartDate|Start Date|EndDate|End Date|RecordedDate|Recorded Date",
        r"Status|Response Type|Progress|Finished|Duration \(in seconds\)",
        "DistributionChannel|Distribution Channel|UserLanguage|User Language|ResponseSet",
        "V([2-9]|10)",
        ".*_(First Click|Last Click|Page Submit|Click Count)",
        ".*_DO(_.*)?|.*_(Browser|Version|Operating System|Resolution)",
        "Q_.*|SC\\d+|Score.*",
    ),
    personal=(
        "IPAddress|IP Address|RecipientLastName|Recipient Last Name|RecipientFirstName|Recipient First Name",
        "RecipientEmail|Recipient Email|ExternalReference|External Data Reference|ExternalDataReference",
        "Location(Latitude|Longitude|Accuracy)|Location (Latitude|Longitude)",
        "Name|EmailAddress|Email",
    ),
    tests=(
        RowMark(
            column="Status|Response Type|V7",
            words=(
                "1",
                "2",
                "9",
                "17",
                "survey preview",
                "survey test",
                "spam preview",
                "offline survey preview",
            ),
            what="previews or tests",
        ),
        RowMark(column="Status|Response Type", words=("8", "spam"), what="marked as spam"),
        RowMark(
            column="DistributionChannel|Distribution Channel",
            words=("preview", "test"),
            what="previews or tests",
        ),
    ),
    unfinished=(RowMark(column="Finished|V10", words=("0", "false"), what="unfinished"),),
    order=("RecordedDate", "Recorded Date", "EndDate", "End Date", "V9"),
    separator=",",
    hints={"-99": "Qualtrics writes it for what was seen and not answered, where that was asked for"},
    notes=(
        "Of several options in columns of their own, a cell is filled where the option was chosen.",
        "Columns of options are named by the recode value or by the choice's number; the question text tells which.",
    ),
)

REDCAP: Final = Preset(
    code="redcap",
    name="REDCap",
    marks=(
        "record_id|Record ID",
        "redcap_event_name|Event Name",
        "redcap_repeat_instrument|Repeat Instrument|redcap_repeat_instance|Repeat Instance",
        "redcap_survey_identifier|Survey Identifier",
        "redcap_data_access_group|Data Access Group",
        ".+_complete|Complete\\?",
        ".+_timestamp|Survey Timestamp",
        ".+___[a-z0-9_]+|.+ \\(choice=.+\\)",
    ),
    units=("record_id", "Record ID"),
    structural=(
        "redcap_.*|Event Name|Repeat Instrument|Repeat Instance|Data Access Group",
        ".+_complete|Complete\\?( \\(\\d+\\))?",
        ".+_timestamp|Survey Timestamp",
    ),
    personal=("redcap_survey_identifier|Survey Identifier",),
    unfinished=(
        RowMark(column=".+_complete", words=("0", "1", "incomplete", "unverified"), what="not complete"),
    ),
    order=(),
    events=(
        "redcap_event_name",
        "Event Name",
        "redcap_repeat_instrument",
        "Repeat Instrument",
        "redcap_repeat_instance",
        "Repeat Instance",
    ),
    separator=",",
    notes=(
        "A box that is not ticked is exported as 0, whether or not the question was shown.",
        "Missing-data codes stand in the cells as they are.",
    ),
)

LIMESURVEY: Final = Preset(
    code="limesurvey",
    name="LimeSurvey",
    marks=(
        "submitdate|Date submitted",
        "lastpage|Last page",
        "startlanguage|Start language",
        "seed",
        "datestamp|Date last action",
        "startdate|Date started",
        "interviewtime|Total time",
    ),
    units=("id", "Response ID", "id. Response ID"),
    references=("token|Access code",),
    structural=(
        "submitdate|lastpage|startlanguage|seed|startdate|datestamp|interviewtime",
        "Date submitted|Last page|Start language|Date started|Date last action|Total time",
        "groupTime\\d*|.*Time|Group time: .*|Question time: .*",
        ".*\\[(filecount|comment|Comment)\\]",
    ),
    personal=("ipaddr|IP address|refurl|Referrer URL|token|Access code|email|firstname|lastname",),
    unfinished=(RowMark(column="submitdate|Date submitted", words=("",), what="not submitted"),),
    order=("submitdate", "Date submitted", "datestamp", "Date last action"),
    separator=";",
    ticked=("y",),
    unticked=("n", "2"),  # where Y and N are converted, N is 2
    zero_is_doubtful=False,
    unseen=Blank.NOT_ADMINISTERED,
    missing={"n/a": Nonresponse.NOT_ADMINISTERED},
    notes=(
        "N/A says that a question was not shown, by its relevance or because the respondent left before.",
        "N/A of a question of yes and no may say as well that nothing was answered, and is asked about.",
        "Of several options, Y, Yes or 1 is ticked; N, No, 2 or a blank is not.",
    ),
)

KOBO: Final = Preset(
    code="kobo",
    name="Kobo or ODK",
    marks=(
        "_uuid|meta[-/]instanceID|instanceID",
        "_submission_time|SubmissionDate",
        "_validation_status|ReviewState",
        "_submitted_by|SubmitterID",
        "__version__|FormVersion",
        "_index|KEY",
        "_id",
        "AttachmentsPresent",
    ),
    units=("_uuid", "KEY", "meta-instanceID", "meta/instanceID", "instanceID", "_id", "_index"),
    structural=(
        "start|end|today|SubmissionDate|AttachmentsPresent|AttachmentsExpected|Status|ReviewState|Edits|FormVersion",
        "_id|_uuid|_submission_time|_validation_status|_notes|_status|_tags|_index|__version__|_version_|KEY",
        "meta[-/].*|formhub/uuid|instanceID|rootUuid|meta/rootUuid|_attachments|_geolocation|_xform_id_string",
        "_parent_.*|audit|background-audio",
    ),
    personal=(
        "_submitted_by|SubmitterID|SubmitterName|DeviceID|deviceid|username|phonenumber|subscriberid|simserial|email",
        "_.*_(latitude|longitude|altitude|precision)",
    ),
    unfinished=(
        RowMark(
            column="_validation_status|ReviewState",
            words=("not approved", "validation_status_not_approved", "rejected"),
            what="not approved",
        ),
        RowMark(
            column="_validation_status|ReviewState",
            words=("hasissues", "on hold", "validation_status_on_hold"),
            what="with issues",
        ),
    ),
    order=("_submission_time", "SubmissionDate", "end"),
    separator=" ",
    zero_is_doubtful=False,
    notes=(
        "Several options stand in one cell with blanks between them, and beside it in a column for each with 0 and 1.",
        "Where nothing is chosen all of these are blank.",
    ),
)

SURVEYMONKEY: Final = Preset(
    code="surveymonkey",
    name="SurveyMonkey",
    marks=(
        "Respondent ID|respondent_id",
        "Collector ID|collector_id",
        "Start Date",
        "End Date",
        "IP Address",
    ),
    least=3,
    header=HeaderShape.OPTIONS_BELOW,
    units=("Respondent ID", "respondent_id"),
    references=("Custom Data.*|custom_1",),
    structural=(
        "Collector ID|collector_id|Start Date|End Date|date_created|date_modified",
        "Custom Data.*|custom_1|Survey ID",
    ),
    personal=("IP Address|ip_address|Email Address|email_address|First Name|first_name|Last Name|last_name",),
    order=("End Date", "date_modified"),
    separator=",",
    zero_is_doubtful=False,
    notes=(
        "Of several options in columns of their own, a cell holds the option's text where it was chosen.",
        "A question's text stands once, over the first of its columns.",
    ),
)

GOOGLE_FORMS: Final = Preset(
    code="google_forms",
    name="Google Forms",
    marks=("Timestamp|Zeitstempel|Horodateur|Marca temporal",),
    least=1,
    units=(),
    structural=("Timestamp|Zeitstempel|Horodateur|Marca temporal|Score|.* \\[(Score|Feedback)\\]",),
    personal=("Email Address|Username|E-mail Address|Nutzername|Email",),
    order=("Timestamp", "Zeitstempel", "Horodateur", "Marca temporal"),
    separator=",",
    zero_is_doubtful=False,
    notes=("Several options stand in one cell with a comma and a blank between them.",),
)

MICROSOFT_FORMS: Final = Preset(
    code="microsoft_forms",
    name="Microsoft Forms",
    marks=(
        "ID|Id",
        "Start time|Startzeit",
        "Completion time|Fertigstellungszeit",
        "Last modified time",
    ),
    least=3,
    units=("ID", "Id"),
    structural=(
        "Start time|Completion time|Last modified time|Language|Total points|Quiz feedback|Grade posted time",
        "Startzeit|Fertigstellungszeit",
        "(Points|Feedback) - .*",
    ),
    personal=("Email|Name|E-Mail",),
    order=("Completion time", "Fertigstellungszeit"),
    separator=";",
    zero_is_doubtful=False,
    notes=("Several options stand in one cell with a semicolon after each, the last one too.",),
)

PRESETS: Final = (QUALTRICS, REDCAP, LIMESURVEY, KOBO, SURVEYMONKEY, MICROSOFT_FORMS, GOOGLE_FORMS)
"""Every preset, in the order in which they are tried: the last one has a single mark."""
