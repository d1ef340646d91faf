#!/usr/bin/env bash
# pyxform writes the word "None" as a condition where a row of a form that is given as data has empty texts.
#
# pyxform 4.5.0 (PyPI), run on 1 December 2026.
#
# A form is handed to convert() as rows, one dict each. All columns have to occur within the first hundred rows, so that
# rows are naturally made with all columns, and an empty text where a cell is empty, as the csv module reads them.
#
# Seen: of several empty texts that belong to a bind all but the last become the word None: a calculation with empty
# texts for relevant and constraint, in this order, has relevant="None", in the other order constraint="None", without a
# warning. None is the name of a child that no form has, so the condition is false, and what the row calculates is blank
# in the engine of ODK Web Forms. One empty text alone stays empty, and with the keys left out the bind is right.
#
# Who makes rows leaves out what is empty, and tells the columns by the sheet survey_header.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install -q "pyxform==4.5.0"
cat > blank.py <<'PYTHON'
import re

from pyxform.xls2xform import convert

question = {"type": "integer", "name": "beds", "label": "How many beds?"}
total = {"type": "calculate", "name": "total", "calculation": "${beds} * 2"}
for row in (total | {"relevant": "", "constraint": ""}, total | {"constraint": "", "relevant": ""}, total):
    made = convert({"survey": [question, row], "choices": [], "settings": []})
    print(re.findall('<bind nodeset="/data/total"[^>]*>', made.xform)[0], made.warnings)
PYTHON
seen=$(python/bin/python blank.py)
echo "pyxform 4.5.0"
echo "$seen"
bind='<bind nodeset="/data/total" type="string" calculate=" /data/beds  * 2"'
[ "$(sed -n 1p <<< "$seen")" = "$bind relevant=\"None\" constraint=\"\"/> []" ]
[ "$(sed -n 2p <<< "$seen")" = "$bind constraint=\"None\" relevant=\"\"/> []" ]
[ "$(sed -n 3p <<< "$seen")" = "$bind/> []" ]
