// Runs printed JavaScript functions: reads [[text, [answers, ...]], ...] and writes what each returns.
import { readFileSync } from "node:fs";

const cases = JSON.parse(readFileSync(0, "utf8"));
const outcomes = cases.map(([text, records]) => {
  const before = Object.getOwnPropertyNames(globalThis).length;
  const score = new Function(`"use strict";\n${text}\nreturn score;`)();
  const found = records.map((answers) => {
    try {
      return score(answers);
    } catch (error) {
      return { error: error.message };
    }
  });
  if (Object.getOwnPropertyNames(globalThis).length !== before) throw new Error("a global name was made");
  return found;
});
process.stdout.write(JSON.stringify(outcomes));
