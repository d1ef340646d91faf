#!/usr/bin/env bash
# A rating of SurveyJS that says how many steps it has shows five, whatever it says.
#
# survey-core 3.1.1 (the model of SurveyJS, in plain Node), run on 1 December 2026.
#
# The survey is valid, and its own linter has no error: a rating with rateCount, the property for the number of steps,
# and without rateMin and rateMax, for which 1 and 5 stand. One would expect as many steps as it says, from 1 on; so it
# is if the property is set on a question that is there already. Seen: where the definition is read from JSON, five
# steps from 1 to 5, for 3 as for 7, and the property itself says 5. With one end beside it the number counts.
#
# Who reads definitions takes the number of steps only where one end is given, and both ends from 1 to 5 else.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" "survey-core@3.1.1"
cd "$folder"
node - <<'JAVASCRIPT'
const assert = require("node:assert/strict");
const { Model } = require("survey-core");
const { lintSurvey } = require("survey-core/linter");

const shown = (more) => {
  const definition = { elements: [{ type: "rating", name: "met", ...more }] };
  assert.equal(lintSurvey(definition).errorCount, 0);
  const question = new Model(definition).getQuestionByName("met");
  const steps = question.visibleRateValues.map((item) => item.value);
  console.log(JSON.stringify(more), "shows", JSON.stringify(steps), "and says that its count is", question.rateCount);
  return [steps, question.rateCount];
};

const five = [1, 2, 3, 4, 5];
assert.deepEqual(shown({ rateCount: 7 }), [five, 5]);
assert.deepEqual(shown({ rateCount: 3 }), [five, 5]);
assert.deepEqual(shown({ rateCount: 3, rateMin: 1 }), [[1, 2, 3], 3]);
assert.deepEqual(shown({ rateCount: 3, rateMax: 3 }), [[1, 2, 3], 3]);

const later = new Model({ elements: [{ type: "rating", name: "met" }] }).getQuestionByName("met");
later.rateCount = 7;
assert.deepEqual(later.visibleRateValues.map((item) => item.value), [1, 2, 3, 4, 5, 6, 7]);
JAVASCRIPT
