// Look at a page as its readers do: wide, narrow, in the dark, and printed.
// node look.mjs CHROMIUM PAGE.html PRINT.pdf
// With SMMI_PICTURES=1 each look stands as a picture beside the print.
// Prints JSON: for each look what axe-core finds wrong, how far the page overflows, and what it asked the network for.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const [executablePath, page, print] = process.argv.slice(2);
const address = pathToFileURL(page).href;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const quiet = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
];
const browser = await chromium.launch({ executablePath, args: quiet, chromiumSandbox: false });
const looks = {};
try {
    for (const [look, width, colorScheme] of [
        ["wide", 1280, "light"],
        ["narrow", 390, "light"],
        ["dark", 1280, "dark"],
        ["narrow and dark", 390, "dark"],
    ]) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
        const tab = await context.newPage();
        const requests = [];
        tab.on("request", (request) => requests.push(request.url()));
        await tab.goto(address, { waitUntil: "load" });
        if (look === "wide") await tab.pdf({ path: print, format: "A4" });
        // What is folded is looked at, too.
        await tab.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
        const overflow = await tab.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        await tab.evaluate(axe);
        const { violations, passes } = await tab.evaluate(() => globalThis.axe.run());
        looks[look] = {
            overflow,
            passes: passes.length,
            requests: requests.filter((url) => url !== address && !url.startsWith("data:")),
            violations: violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`),
        };
        if (process.env.SMMI_PICTURES) {
            await tab.screenshot({ path: `${print}.${look.replaceAll(" ", "-")}.png`, fullPage: true });
        }
        await context.close();
    }
} finally {
    await browser.close();
}
console.log(JSON.stringify(looks));
