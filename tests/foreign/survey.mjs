// Answers surveys as people do who change their minds, and reads what the survey then holds.
//
// Reads [[definition, [answers, ...]], ...] and writes for each answers what the survey holds afterwards. One form takes
// all answers to a survey, one after the other: what another gave, then changed, cleared, and given again.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Survey = require("survey-core");
const { lintSurvey } = require("survey-core/linter");

// With every answer all is worked out anew, so of a long survey few questions at a time are answered one by one.
const LONG = 20;
const oneByOne = (codes, i) => {
  const size = codes.length > LONG ? 2 : codes.length;
  return Array.from({ length: size }, (_, j) => codes[(i * size + j) % codes.length]);
};

const outcomes = JSON.parse(readFileSync(0, "utf8")).map(([definition, records]) => {
  const { errorCount, findings } = lintSurvey(definition);
  const survey = new Survey.Model(definition);
  const codes = survey.getAllQuestions().map((question) => question.name);
  const give = (code, answers) =>
    Object.hasOwn(answers, code) ? survey.setValue(code, answers[code]) : survey.clearValue(code);
  const found = records.map((answers, i) => {
    const other = records[(i + 1) % records.length];
    const some = oneByOne(codes, i);
    survey.mergeData(other);
    for (const code of some) give(code, answers);
    survey.data = {};
    survey.mergeData(answers);
    for (const code of some) give(code, other);
    for (const code of some) survey.clearValue(code);
    for (const code of some) give(code, answers);
    // Where a question came to be shown by an answer after it, it is answered once more.
    for (const code of some) give(code, answers);
    return JSON.parse(JSON.stringify(survey.data));
  });
  return { findings: errorCount ? findings : [], found };
});
process.stdout.write(JSON.stringify(outcomes));
