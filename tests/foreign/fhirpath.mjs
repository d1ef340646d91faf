// Evaluates expressions of FHIRPath: reads [[variables, outputs, [response, ...]], ...], where variables and outputs are
// lists of a name and an expression, and writes the values of the outputs for each response.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import fhirpath from "fhirpath";

const r4 = createRequire(import.meta.url)("fhirpath/fhir-context/r4");
const cases = JSON.parse(readFileSync(0, "utf8"));
const outcomes = cases.map(([variables, outputs, responses]) => {
  const compiled = [...variables, ...outputs].map(([name, text]) => [name, fhirpath.compile(text, r4)]);
  return responses.map((resource) => {
    const known = { resource };
    for (const [name, evaluate] of compiled) known[name] = evaluate(resource, known);
    return Object.fromEntries(outputs.map(([name]) => [name, known[name]]));
  });
});
process.stdout.write(JSON.stringify(outcomes));
