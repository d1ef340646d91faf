// Forms of XLSForm in the engine of ODK Web Forms: reads [[xml, [[[name, kind, value], ...], ...]], ...], one list of
// answers for each record, and writes after each what the form holds, by the names of questions and calculations, and which
// of them it asks.
// Records follow each other in one form. Every answer is given at first as it stands for the record before or after it,
// some are cleared, and then all are given in another order, as people do who change their minds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { JSDOM } from "jsdom";

const dom = new JSDOM("");
for (const name of Object.getOwnPropertyNames(dom.window))
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = dom.window[name];
globalThis.document = dom.window.document;
globalThis.__dirname = ".";
globalThis.require = createRequire(import.meta.url);
const { createInstance } = await import("@getodk/xforms-engine");

const give = (node, kind, value) => {
  if (kind === "one") node.selectValue(value);
  else if (kind === "several") node.selectValues(value ?? []);
  else if (kind === "integer") node.setValue(value === null ? null : BigInt(value));
  else node.setValue(value);
};
const outcomes = [];
for (const [xml, records] of JSON.parse(readFileSync(0, "utf8"))) {
  const { root } = await createInstance(xml);
  const nodes = new Map();
  const visit = (node) => {
    nodes.set(node.currentState.reference.split("/").at(-1), node);
    for (const child of node.currentState.children ?? []) visit(child);
  };
  visit(root);
  const read = () => {
    const found = { held: {}, asked: {} };
    for (const [name, node] of nodes) {
      if (!("value" in node.currentState)) continue;
      const { value, relevant } = node.currentState;
      const plain = typeof value === "bigint" ? Number(value) : value;
      found.held[name] = relevant ? plain : null;
      found.asked[name] = relevant;
    }
    return found;
  };
  outcomes.push(
    records.map((answers, at) => {
      const other = records[(at + 1) % records.length];
      answers.forEach(([name, kind], i) => {
        if (i % 3 === 0) give(nodes.get(name), kind, other[i][2]);
        if (i % 3 === 1) give(nodes.get(name), kind, null);
      });
      for (const [name, kind, value] of at % 2 ? [...answers].reverse() : answers) give(nodes.get(name), kind, value);
      return read();
    }),
  );
}
process.stdout.write(JSON.stringify(outcomes));
