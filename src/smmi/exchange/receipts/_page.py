"""A page that verifies receipts: it runs from a disk, asks no network, and keeps nothing."""

import re
from html import escape
from typing import Final

from smmi.errors import ArgumentError
from smmi.exchange.receipts._verifier import to_receipt_javascript
from smmi.instrument.declaration import is_text, shown
from smmi.scoring import ScoringScheme

STYLE: Final = """\
:root { color-scheme: light dark; --page: #fff; --ink: #1a2230; --rule: #545e6d; --yes: #00664a; --no: #a03c00; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181e; --ink: #e6e9ee; --rule: #a7b1be; --yes: #5fd3ae; --no: #f0a35e; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
textarea { display: block; width: 100%; box-sizing: border-box; font: 0.85rem/1.4 monospace; }
label { display: block; font-weight: 600; margin-top: 1rem; }
button { margin: 1rem 0; padding: 0.4rem 1.2rem; font: inherit; }
table { border-collapse: collapse; margin-top: 1.2rem; }
caption { text-align: left; font-weight: 600; }
th, td { text-align: left; padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid var(--rule); }
td:last-child { font-variant-numeric: tabular-nums; }
.yes { color: var(--yes); } .no { color: var(--no); }
"""

# Whatever comes from a document is set as text: none of it can be markup.
ACTING: Final = """\
const PARTS = new Map([
  ["instrument", "What can affect a score in the instrument"],
  ["instrument-wording", "The wording of the instrument"],
  ["scheme", "The rules, weights and policies"],
  ["scheme-wording", "The notes in the scheme"],
  ["answers", "The answers"],
  ["scores", "The scores, worked out again here"],
  ["norms", "The norms"],
]);
const at = (id) => document.getElementById(id);
const made = (tag, words, kind = "") => {
  const element = document.createElement(tag);
  element.textContent = words;
  if (kind) element.className = kind;
  return element;
};
const table = (caption, heads, rows) => {
  const element = document.createElement("table");
  element.append(made("caption", caption));
  const head = element.createTHead().insertRow();
  for (const words of heads) {
    const cell = made("th", words);
    cell.scope = "col";
    head.append(cell);
  }
  const body = element.createTBody();
  for (const [first, rest, kind] of rows) {
    const row = body.insertRow();
    const cell = made("th", first);
    cell.scope = "row";
    row.append(cell, made("td", rest, kind));
  }
  return element;
};
const parsed = (id, what) => {
  try {
    return JSON.parse(at(id).value);
  } catch (error) {
    throw new Error(`${what}: this is no JSON (${error.message}); give the file as it was handed out`);
  }
};
const told = (found) => {
  const moved = found.parts.filter(({ holds }) => holds === false).map(({ part }) => PARTS.get(part).toLowerCase());
  const words = found.holds
    ? "The receipt holds: these answers make these scores, and nothing has changed since."
    : `The receipt does not hold. What has changed: ${moved.join("; ")}.`;
  const states = new Map([[true, ["as on the receipt", "yes"]], [false, ["not as on the receipt", "no"]],
    [null, ["not looked at: this page has no norms", ""]]]);
  return [
    made("p", words, found.holds ? "yes" : "no"),
    table("What was compared", ["Part", "Found"],
      found.parts.map(({ part, holds }) => [PARTS.get(part), ...states.get(holds)])),
    ...found.units.map(({ unit, scores }) => table(
      `Scores of ${unit}, percent of attainable points`, ["Score", "Value"],
      scores.map(({ label, score, reason }) => [label, score === null ? `none: ${reason}` : String(score), ""]))),
  ];
};
for (const id of ["receipt", "answers"]) {
  at(`${id}-file`).addEventListener("change", async ({ target }) => {
    if (target.files.length) at(id).value = await target.files[0].text();
  });
}
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const result = at("result");
  try {
    result.replaceChildren(...told(verify(parsed("receipt", "The receipt"), parsed("answers", "The answers"))));
  } catch (error) {
    result.replaceChildren(made("p", error.message, "no"));
  }
});"""


def to_receipt_page(scheme: ScoringScheme, /, *, title: str | None = None) -> str:
    """Return a page of HTML that says whether a receipt and answers hold: a unit opens it in a browser, offline.

    Two files are chosen or pasted: the receipt, and the answers for which it is. The page makes the fingerprints,
    works out the scores, and shows which parts are as on the receipt; see `to_receipt_javascript`. It loads nothing,
    sends nothing and keeps nothing.

    Args:
        scheme: The scheme, of which the instrument is a part.
        title: The heading; by default it names the instrument.

    Returns:
        The page.

    Raises:
        NotExpressibleError: The scheme cannot be expressed, or makes roots (geometric and power means).
        ArgumentError: It is no scheme, or the heading is blank.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> to_receipt_page(ScoringScheme(editions.smmi_16())).startswith("<!DOCTYPE html>")
        True
    """
    ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
    if title is not None and is_text(title) is not None:
        raise ArgumentError("title", shown(title), "text that is not blank, or None")
    instrument = scheme.instrument
    program = f"{to_receipt_javascript(scheme)}{ACTING}"
    # What begins a comment, a script or its end would be read as markup. It stands in literals only, in which a
    # backslash before one of these letters means the letter.
    program = re.sub("<(?=[/!sS])", r"<\\", program)
    heading = escape(title or f"Verify a receipt: {instrument.title}, edition {instrument.edition}")
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<link rel="icon" href="data:,">
<style>
{STYLE}</style>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>Choose the receipt and the answers as they were handed out. Nothing leaves this page: it works without a network.</p>
<form id="form">
<label for="receipt-file">The file of the receipt</label>
<input type="file" id="receipt-file" accept=".json,application/json">
<label for="receipt">or its text</label>
<textarea id="receipt" rows="4" spellcheck="false" required></textarea>
<label for="answers-file">The file of the answers</label>
<input type="file" id="answers-file" accept=".json,application/json">
<label for="answers">or its text</label>
<textarea id="answers" rows="4" spellcheck="false" required></textarea>
<button>Verify</button>
</form>
<div id="result" role="status"></div>
</main>
<script>
"use strict";
{program}
</script>
</body>
</html>
"""
