// Forms of XLSForm as Enketo fills them: reads [[xml, [[[name, kind, value], ...], ...]], ...], one list of answers for
// each record, and writes for each what the form holds and which questions it asks, before it is completed and after.
// Enketo has two settings for answers to questions that are not asked: they are blank to expressions
// (`node enketo.mjs excluded`), or stay until the form is completed (`node enketo.mjs kept`, its default).
//
// The evaluator of expressions is Enketo's. What is worked out when, is written here as its form model does it: an answer
// is converted by the type of its question; if it differs, first the calculations that name the question are worked out,
// then the conditions, in the order of the form; what differs by that is followed at once. Records follow each other in one
// form, and answers are changed, cleared and given again before it is read.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { JSDOM } from "jsdom";

const dom = new JSDOM("");
for (const name of Object.getOwnPropertyNames(dom.window))
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = dom.window[name];
globalThis.document = dom.window.document;
// No node is added to a form or taken away, so what a path of names selects is looked up once; jsdom is slow at it.
const Native = dom.window.XPathEvaluator;
globalThis.XPathEvaluator = class {
  native = new Native();
  paths = new Map();
  createExpression(text, resolver) {
    if (!this.paths.has(text)) {
      const [made, known] = [this.native.createExpression(text, resolver), new WeakMap()];
      const evaluate = (node) => {
        if (!known.has(node)) {
          const found = made.evaluate(node, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
          known.set(node, Array.from({ length: found.snapshotLength }, (_, i) => found.snapshotItem(i)));
        }
        const nodes = known.get(node);
        const resultType = XPathResult.ORDERED_NODE_SNAPSHOT_TYPE;
        return { resultType, snapshotLength: nodes.length, snapshotItem: (i) => nodes[i] };
      };
      this.paths.set(text, { evaluate });
    }
    return this.paths.get(text);
  }
  evaluate(text, node, resolver, type, result) {
    if (/^[\w./-]*[/.][\w./-]*$/.test(text)) return this.createExpression(text, resolver).evaluate(node);
    return this.native.evaluate(text, node, resolver, type, result);
  }
};
const { evaluate } = createRequire(import.meta.url)("openrosa-xpath-evaluator")();

const XFORMS = "http://www.w3.org/2002/xforms";
const LITERALS = /("[^"]*"|'[^']*')/;

/** A number as the types of Enketo convert it: a text that is none becomes blank. */
const number = (text) => (Number.isFinite(Number(text)) ? Number(text) : "");
const CONVERTED = {
  decimal: number,
  int: (text) => (number(text) === "" ? "" : Math.trunc(number(text))),
  string: (text) => text.replace(/^\s+$/, ""),
};

class Form {
  constructor(xml, excluding) {
    this.excluding = excluding;
    const read = new DOMParser().parseFromString(xml, "text/xml");
    const [instance] = read.getElementsByTagNameNS(XFORMS, "instance");
    // Enketo takes the default namespace away, for paths of XPath 1.0 do not know it.
    const plain = instance.outerHTML.replace(/\sxmlns(:\w+)?="[^"]*"/g, "").replace(/(<\/?)\w+:/g, "$1");
    this.model = new DOMParser().parseFromString(`<model>${plain}</model>`, "text/xml");
    this.root = this.model.querySelector("instance > *");
    this.questions = new Map();
    for (const bind of read.getElementsByTagNameNS(XFORMS, "bind")) {
      const path = bind.getAttribute("nodeset");
      const [node] = this.select(path);
      const one = { path, node, type: bind.getAttribute("type"), asked: true, kept: "" };
      for (const logic of ["relevant", "calculate"]) {
        one[logic] = this.shifted(bind.getAttribute(logic) ?? "");
        one[`${logic}Names`] = new Set(
          [...one[logic].matchAll(/\/model\/instance\[1\](\/[\w.-]+)+/g)].map(([step]) => step.split("/").at(-1)),
        );
      }
      this.questions.set(node.nodeName, one);
    }
    this.calculated = [...this.questions.values()].filter((one) => one.calculate);
    this.routed = [...this.questions.values()].filter((one) => one.relevant);
    this.calculated.forEach((one) => this.calculate(one));
    this.routed.forEach((one) => this.route(one));
  }

  /** An expression whose paths begin in the model: texts aside, a path begins where no name ends. */
  shifted(text) {
    const path = /(^|[^\w.\])/*-])(\/(?!model\/)[^/][^/\s,"']*\/)/g;
    return text
      .split(LITERALS)
      .map((part, i) => (i % 2 ? part : part.replace(path, "$1/model/instance[1]$2")))
      .join("");
  }

  select(path) {
    return [evaluate(this.shifted(path), this.root, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue];
  }

  calculate(one) {
    this.set(one, evaluate(one.calculate, one.node, null, XPathResult.STRING_TYPE).stringValue);
  }

  route(one) {
    const asked = evaluate(one.relevant, one.node, null, XPathResult.BOOLEAN_TYPE).booleanValue;
    if (asked === one.asked) return;
    one.asked = asked;
    if (!this.excluding) return;
    if (asked) this.write(one, one.kept);
    else {
      one.kept = one.node.textContent;
      this.write(one, "");
    }
  }

  set(one, value) {
    const text = value === "" ? "" : String((CONVERTED[one.type] ?? String)(value));
    if (one.asked || !this.excluding) this.write(one, text);
    else one.kept = text;
  }

  write(one, text) {
    if (one.node.textContent === text) return;
    one.node.textContent = text;
    const name = one.node.nodeName;
    for (const other of this.calculated) if (other.calculateNames.has(name)) this.calculate(other);
    for (const other of this.routed) if (other.relevantNames.has(name)) this.route(other);
  }

  give(name, value) {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    this.set(this.questions.get(name), text);
  }

  /** A form that is completed loses the answers to questions that it does not ask. */
  complete() {
    for (const one of this.routed) {
      this.route(one);
      if (!one.asked) this.set(one, "");
    }
  }

  read(answers) {
    const found = Object.fromEntries([...this.questions].map(([name, { node }]) => [name, node.textContent || null]));
    for (const [name, kind] of answers) {
      if (found[name] === null) continue;
      if (kind === "several") found[name] = found[name].split(" ");
      else if (kind !== "one") found[name] = Number(found[name]);
    }
    const asked = Object.fromEntries([...this.questions].map(([name, { asked }]) => [name, asked]));
    return { asked, held: found };
  }
}

const fill = (form, records) =>
  records.map((answers, at) => {
    const other = records[(at + 1) % records.length];
    answers.forEach(([name], i) => {
      if (i % 3 === 0) form.give(name, other[i][2]);
      if (i % 3 === 1) form.give(name, null);
    });
    for (const [name, , value] of at % 2 ? [...answers].reverse() : answers) form.give(name, value);
    const before = form.read(answers);
    form.complete();
    return { before, ...form.read(answers) };
  });

const excluding = process.argv[2] === "excluded";
const outcomes = JSON.parse(readFileSync(0, "utf8")).map(([xml, records]) => fill(new Form(xml, excluding), records));
process.stdout.write(JSON.stringify(outcomes));
