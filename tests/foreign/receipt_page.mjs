// Verify a receipt as a school does: node receipt_page.mjs CHROMIUM PAGE.html RECEIPT.json ANSWERS.json BAD.json
// Prints JSON: what the page says, what it says of a file that is no JSON, what it asked the network for, and what
// axe-core finds wrong.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const [executablePath, page, receipt, answers, bad] = process.argv.slice(2);
const address = pathToFileURL(page).href;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"], chromiumSandbox: false });
try {
    const tab = await browser.newPage({ viewport: { width: 390, height: 900 } });
    const requests = [];
    tab.on("request", (request) => requests.push(request.url()));
    await tab.goto(address, { waitUntil: "load" });
    const verified = async (given) => {
        await tab.setInputFiles("#receipt-file", receipt);
        await tab.setInputFiles("#answers-file", given);
        await tab.waitForFunction(
            async ([id, words]) => document.getElementById(id).value === words,
            ["answers", await readFile(given, "utf8")],
        );
        await tab.click("button");
        return tab.innerText("#result");
    };
    const told = await verified(answers);
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => globalThis.axe.run());
    const refused = await verified(bad);
    console.log(
        JSON.stringify({
            heading: await tab.innerText("h1"),
            told,
            refused,
            images: await tab.locator("img").count(),
            requests: requests.filter((url) => url !== address && !url.startsWith("data:")),
            violations: violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`),
        }),
    );
} finally {
    await browser.close();
}
