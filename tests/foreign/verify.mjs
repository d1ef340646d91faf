// Runs printed verifiers of receipts: reads [[text, [[receipt, answers], ...]], ...] and writes what each returns.
import { readFileSync } from "node:fs";

const cases = JSON.parse(readFileSync(0, "utf8"));
const outcomes = cases.map(([text, pairs]) => {
  const before = Object.getOwnPropertyNames(globalThis).length;
  const verify = new Function(`"use strict";\n${text}\nreturn verify;`)();
  const found = pairs.map(([receipt, answers]) => {
    try {
      return verify(receipt, answers);
    } catch (error) {
      return { error: error.message };
    }
  });
  if (Object.getOwnPropertyNames(globalThis).length !== before) throw new Error("a global name was made");
  return found;
});
process.stdout.write(JSON.stringify(outcomes));
