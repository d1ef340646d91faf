#!/usr/bin/env bash
# A survey of SurveyJS gives two scores for the same answers: it depends on what was clicked before.
#
# survey-core 3.1.1 (the model of SurveyJS, in plain Node), run on 1 December 2026.
#
# The survey is valid, and its own linter has no error: two questions, the points of each as a calculated value that is
# the empty text where the question is not answered, and the mean of the points, taken into the result.
#
# One would expect that the empty text is as missing as a question that nobody touched, or that it is 0 in both cases.
# Seen: in a fresh survey it is missing. Once the value was a number, which happens when the question is answered and
# then cleared, the same empty text is counted by count() and is 0 to avg(). The answers are the same in both surveys,
# {"board":"always"}; the mean is 100 in the one and 50 in the other. With 0/0 in place of the empty text it is 100 in
# both.
#
# Who scores in SurveyJS writes 0/0 for what is missing, and tests with answers that are changed and cleared.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" "survey-core@3.1.1"
cd "$folder"
node - <<'JAVASCRIPT'
const assert = require("node:assert/strict");
const { Model } = require("survey-core");
const { lintSurvey } = require("survey-core/linter");

const survey = (missing) => ({
  elements: ["board", "budget"].map((name) => ({ type: "radiogroup", name, choices: ["never", "some", "always"] })),
  calculatedValues: [
    ...["board", "budget"].map((name) => ({
      name: `points-${name}`,
      expression: `iif({${name}} = 'always', 100, iif({${name}} = 'some', 50, iif({${name}} = 'never', 0, ${missing})))`,
    })),
    { name: "answered", expression: "count({points-board}, {points-budget})", includeIntoResult: true },
    { name: "mean", expression: "avg({points-board}, {points-budget})", includeIntoResult: true },
  ],
});
const answered = (missing, clicks) => {
  const definition = survey(missing);
  assert.equal(lintSurvey(definition).errorCount, 0);
  const model = new Model(definition);
  clicks.forEach(([name, value]) => (value === null ? model.clearValue(name) : model.setValue(name, value)));
  model.doComplete();
  return model.data;
};

const once = [["board", "always"]];
const changed = [["budget", "some"], ["board", "always"], ["budget", null]];
for (const [missing, mean, count] of [["''", 50, 2], ["0/0", 100, 1]]) {
  const fresh = answered(missing, once);
  const later = answered(missing, changed);
  console.log(missing, "answered once:", JSON.stringify(fresh), "one answer taken back:", JSON.stringify(later));
  assert.deepEqual(fresh, { board: "always", answered: 1, mean: 100 });
  assert.deepEqual(later, { board: "always", answered: count, mean });
}
JAVASCRIPT
