#!/usr/bin/env bash
# LHC-Forms puts the answer to a hidden item into the response, if an expression hides it, and leaves it out, if a plain
# condition does.
#
# lforms 40.1.3 (npm; the widget of the US National Library of Medicine) in Chromium by playwright-core 1.64.1, run on
# 1 December 2026. It needs `chromium`.
#
# The questionnaire (R4) is valid: a first question, and two that are asked where it was answered by yes, the one by
# enableWhen, the other by the extension sdc-questionnaire-enableWhenExpression that says the same in FHIRPath. All three
# are answered, then the first answer is changed to no, by which both of the others are disabled: not shown, and open for
# no answer. The two ways of saying when an item is enabled differ in what can be said, not in what it means.
#
# Seen: the response has no item for the one, and the old answer for the other, which the form does not show any more.
#
# Who reads such responses applies the questionnaire's routing to them anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# lforms is used as it is packed: installed, it brings Angular, of which its ready files need nothing.
npm pack --silent "lforms@40.1.3" >/dev/null
tar xzf lforms-40.1.3.tgz
npm install --silent --no-audit --no-fund "playwright-core@1.64.1"
echo '<!doctype html><html lang="en"><title>A form</title><body><div id="form"></div></body></html>' > page.html
cat > form.mjs <<'JAVASCRIPT'
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const choice = (linkId, more) => ({
  linkId, text: linkId, type: "choice", ...more,
  answerOption: ["yes", "no"].map((code) => ({ valueCoding: { code, display: code } })),
});
const text = "%resource.item.where(linkId='office').answer.value.code = 'yes'";
const expression = { language: "text/fhirpath", expression: text };
const url = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";
const questionnaire = {
  resourceType: "Questionnaire", status: "active", title: "Offices",
  item: [
    choice("office", {}),
    choice("plain", { enableWhen: [{ question: "office", operator: "=", answerCoding: { code: "yes" } }] }),
    choice("expressed", { extension: [{ url, valueExpression: expression }] }),
  ],
};
const fill = async (questionnaire) => {
  await LForms.Util.addFormToPage(questionnaire, "form", { fhirVersion: "R4" });
  const form = document.querySelector("wc-lhc-form").lhcFormData;
  const give = async (name, code) => {
    const item = form.itemList.find(({ linkId }) => linkId === name);
    item.value = item.answers.find((one) => one.code === code);
    form.updateOnSourceItemChange(item);
    await new Promise((done) => setTimeout(done, 500));
  };
  const read = () => {
    const { item } = LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4");
    const shown = form.itemList.filter(({ _elementId }) => document.getElementById(`label-${_elementId}`));
    return {
      shown: shown.map(({ linkId }) => linkId),
      response: Object.fromEntries(item.map((one) => [one.linkId, one.answer[0].valueCoding.code])),
    };
  };
  await give("office", "yes");
  await give("plain", "yes");
  await give("expressed", "yes");
  const before = read();
  await give("office", "no");
  return { before, after: read() };
};
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.argv[2], args: quiet, chromiumSandbox: false });
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(pathToFileURL("page.html").href);
for (const name of ["assets/lib/zone.min.js", "runtime.js", "polyfills.js", "main.js"])
  await page.addScriptTag({ path: `package/dist/lforms/webcomponent/${name}` });
await page.addScriptTag({ path: "package/dist/lforms/fhir/R4/lformsFHIR.min.js" });
const { before, after } = await page.evaluate(fill, questionnaire);
await browser.close();
console.log("lforms 40.1.3");
console.log("office yes:", JSON.stringify(before));
console.log("office no: ", JSON.stringify(after));
assert.deepEqual(before, {
  shown: ["office", "plain", "expressed"],
  response: { office: "yes", plain: "yes", expressed: "yes" },
});
assert.deepEqual(after, { shown: ["office"], response: { office: "no", expressed: "yes" } });
JAVASCRIPT
node form.mjs "$(command -v chromium)"
