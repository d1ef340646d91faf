#!/usr/bin/env bash
# The result of a SurveyJS survey holds a score of an answer that the same result no longer holds.
#
# survey-core 3.1.1 (the model of SurveyJS, in plain Node), run on 1 December 2026.
#
# The survey is valid, and its own linter has no error: a question with a gate, and its points as a calculated value
# that is taken into the result. Somebody opens the gate, answers the question, shuts the gate again and completes.
#
# By default what was answered behind a shut gate is cleared when the survey is completed (clearInvisibleValues is
# "onComplete"), and a calculated value follows every answer. So one would expect a result without the answer and with
# the points of a question that is not answered, 0. Seen: the answer is gone and its 100 points are there. Somebody who
# never opened the gate has 0 points for the same answers, {"has_board":"no"}. With "onHidden" both have 0.
#
# Who scores in SurveyJS sets clearInvisibleValues to "onHidden", or scores the stored answers once more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" "survey-core@3.1.1"
cd "$folder"
node - <<'JAVASCRIPT'
const assert = require("node:assert/strict");
const { Model } = require("survey-core");
const { lintSurvey } = require("survey-core/linter");

const answered = (settings, clicks) => {
  const definition = {
    ...settings,
    elements: [
      { type: "radiogroup", name: "has_board", choices: ["yes", "no"] },
      { type: "radiogroup", name: "meets", choices: ["some", "always"], visibleIf: "{has_board} = 'yes'" },
    ],
    calculatedValues: [
      { name: "points", expression: "iif({meets} = 'always', 100, iif({meets} = 'some', 50, 0))", includeIntoResult: true },
    ],
  };
  assert.equal(lintSurvey(definition).errorCount, 0);
  const model = new Model(definition);
  clicks.forEach(([name, value]) => model.setValue(name, value));
  model.doComplete();
  return model.data;
};

const never = [["has_board", "no"]];
const opened = [["has_board", "yes"], ["meets", "always"], ["has_board", "no"]];
for (const [settings, points] of [[{}, 100], [{ clearInvisibleValues: "onHidden" }, 0]]) {
  const shut = answered(settings, never);
  const shutLater = answered(settings, opened);
  console.log(JSON.stringify(settings), "never opened:", JSON.stringify(shut), "shut again:", JSON.stringify(shutLater));
  assert.deepEqual(shut, { has_board: "no", points: 0 });
  assert.deepEqual(shutLater, { has_board: "no", points });
}
JAVASCRIPT
