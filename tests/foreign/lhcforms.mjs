// Questionnaires in LHC-Forms, in a browser: reads [[questionnaire, [[[linkId, kind, value], ...], ...]], ...], one list of
// answers for each record, and writes after each the response that the form gives, and which items it asks.
// node lhcforms.mjs CHROMIUM PAGE.html, an empty page with an element "form".
// Records follow each other in one form. Every answer is given at first as it stands for the record after it, some are
// cleared, and then all are given in another order, in the way in which the widget's inputs do it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const [executablePath, empty] = process.argv.slice(2);
const SCRIPTS = [
    ...["assets/lib/zone.min.js", "runtime.js", "polyfills.js", "main.js"].map((name) => `webcomponent/${name}`),
    "fhir/R4/lformsFHIR.min.js",
];
const folder = new URL("./lforms/package/dist/lforms/", import.meta.url).pathname;

const fill = async ([questionnaire, records]) => {
    await LForms.Util.addFormToPage(questionnaire, "form", { fhirVersion: "R4" });
    const form = document.querySelector("wc-lhc-form").lhcFormData;
    const items = new Map(form.itemList.map((item) => [item.linkId, item]));
    const settle = async () => {
        // The widget works out its expressions after a moment, all at once.
        await new Promise((done) => setTimeout(done));
        await form._expressionProcessor.runCalculations(false);
    };
    const give = ([name, kind, value]) => {
        const item = items.get(name);
        const option = (code) => item.answers.find((one) => one.code === code);
        if (kind === "one") item.value = value === null ? null : option(value);
        else if (kind === "several") item.value = (value ?? []).map(option);
        else item.value = value === null ? "" : String(value);
        form.updateOnSourceItemChange(item);
    };
    const asked = (item) =>
        !item?.linkId ||
        (item._skipLogicStatus !== "target-disabled" && item._enableWhenExpVal !== false && asked(item._parentItem));
    const outcomes = [];
    for (const [at, answers] of records.entries()) {
        const other = records[(at + 1) % records.length];
        answers.forEach(([name, kind], i) => {
            if (i % 3 === 0) give(other[i]);
            if (i % 3 === 1) give([name, kind, null]);
        });
        await settle();
        for (const step of at % 2 ? [...answers].reverse() : answers) give(step);
        await settle();
        outcomes.push({
            response: LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4"),
            asked: Object.fromEntries([...items].map(([name, item]) => [name, asked(item)])),
        });
    }
    return outcomes;
};

const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
];
const browser = await chromium.launch({ executablePath, args: quiet, chromiumSandbox: false });
try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(empty).href);
    for (const name of SCRIPTS) await page.addScriptTag({ path: folder + name });
    const outcomes = [];
    for (const one of JSON.parse(readFileSync(0, "utf8"))) outcomes.push(await page.evaluate(fill, one));
    process.stdout.write(JSON.stringify(outcomes));
} finally {
    await browser.close();
}
