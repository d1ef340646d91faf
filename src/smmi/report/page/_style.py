"""The style of a report: colours, type and layout on a screen.

Colours are from Okabe and Ito's set, where needed darkened until text has a contrast of at least 4.5; every colour
has a shape or a word beside it.
"""

from typing import Final

from smmi.report.page._print_style import PRINT
from smmi.report.page._table_style import TABLE

_COLOURS: Final = """
:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #1a2230; --quiet: #545e6d; --rule: #d8dde4; --tint: #f3f5f8;
  --accent: #0072b2; --own: #d55e00; --track: #e2e7ed; --warn: #e69f00; --warn-tint: #fdf6e8;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14181e; --ink: #e6e9ee; --quiet: #a7b1be; --rule: #36404c; --tint: #1e252e;
    --accent: #56b4e9; --own: #e69f00; --track: #2f3944; --warn: #e69f00; --warn-tint: #2a2416;
  }
}
"""

_TYPE: Final = """
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); max-width: 76rem;
  background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: lining-nums tabular-nums;
}
h1, h2, .large {
  font-family: Charter, "Iowan Old Style", "Palatino Linotype", "URW Palladio L", P052, Georgia, serif;
  font-weight: 600; line-height: 1.15; letter-spacing: -0.01em;
}
h1 { font-size: clamp(2rem, 5vw, 3rem); margin: 0.1em 0 0.35em; }
h2 { font-size: 1.6rem; margin: 0 0 0.6em; }
h3 { font-size: 1rem; line-height: 1.35; margin: 0 0 0.35em; }
p, ul, dl { margin: 0 0 0.8em; }
ul { padding-left: 1.2em; }
dd { margin: 0; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: 0.9em ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; }
.quiet, .detail, .above, dt { color: var(--quiet); }
.above {
  font-size: 0.78rem; font-weight: 600; letter-spacing: 0.05em; text-transform: uppercase; margin: 0 0 0.2em;
}
.unseen {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.shapes { position: absolute; }
"""

_PAGE: Final = """
header { padding: 2.75rem 0 0; border-top: 5px solid var(--accent); }
section { padding: 2.5rem 0 1.5rem; border-top: 1px solid var(--rule); }
section > p, section > ul, .note, .lead { max-width: 44rem; }
section > .quiet { font-size: 0.925rem; }
footer { padding: 1.5rem 0 3rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: 0.875rem; }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem 2.25rem; margin-bottom: 1.5rem; }
.facts dt, .card dt, .tiles dt { font-size: 0.8125rem; }
table, .card dl, .tiles, .points { overflow-wrap: break-word; }
.name, th.group { overflow-wrap: anywhere; }
.notices {
  border-left: 5px solid var(--warn); background: var(--warn-tint); padding: 0.8rem 1.1rem; margin: 0 0 1.5rem;
  border-radius: 0 6px 6px 0;
}
.notices p { margin: 0; font-weight: 600; }
.notices p + p { margin-top: 0.35em; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; padding: 0; margin: 0 0 1.6rem; }
nav a { display: inline-block; padding: 0.25rem 0; }
.lead { font-size: 1.2rem; line-height: 1.45; }
.cards { display: flex; flex-wrap: wrap; gap: 1.25rem; margin-top: 1.5rem; }
.figure-card, .card { border: 1px solid var(--rule); border-radius: 10px; padding: 1.2rem 1.4rem; }
.figure-card { flex: 1.5 1 24rem; }
.card { flex: 1 1 16rem; }
.figure-card .key { margin: 0.9rem 0 0; }
.figure { color: var(--quiet); margin: 0; }
.large { font-size: 3.6rem; color: var(--ink); }
.ruler { margin: 0.8rem 0.4rem 0; }
.axis { display: flex; justify-content: space-between; font-size: 0.75rem; color: var(--quiet); }
.axis span { width: 0; display: flex; justify-content: center; white-space: nowrap; }
.card h3 { font-size: 1.1rem; margin-bottom: 0.7em; }
.card dl { margin: 0; }
.card dl div {
  display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; padding: 0.3rem 0;
  border-top: 1px solid var(--rule);
}
.card dd { text-align: right; font-weight: 600; flex: none; max-width: 72%; }
.reading { margin-top: 1.8rem; }
.reading dl { margin-bottom: 0; }
.card dd .quiet { font-weight: 400; }
.place {
  font-size: 1.15rem; font-weight: 600; display: flex; flex-wrap: wrap; align-items: center; gap: 0.1rem 0.6rem;
}
.place .quiet { font-weight: 400; font-size: 1rem; }
.stars {
  height: 1.15em; width: 4.6em; flex: none; vertical-align: -0.2em; margin-right: 0.4em;
  stroke: var(--accent); stroke-width: 1.3;
}
.on { fill: var(--accent); }
.off { fill: none; }
.close { opacity: 0.45; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem 3.5rem; }
.entries { list-style: none; padding: 0; }
.stacked .entries, .unclear .entries { columns: 2 22rem; column-gap: 3.5rem; }
.unclear { margin-top: 1.2rem; }
.unclear .quiet { font-size: 0.925rem; }
.entries li {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; padding: 0.6rem 0;
  border-top: 1px solid var(--rule); break-inside: avoid;
}
.entries .name { font-weight: 600; }
.entries .points { text-align: right; font-weight: 600; }
.entries p {
  grid-column: 1 / -1; margin: 0.1rem 0 0; font-size: 0.9rem;
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
}
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; margin-bottom: 1.6rem; }
.tiles div { display: flex; flex-direction: column-reverse; }
.tiles dd { font-size: 1.7rem; font-weight: 600; line-height: 1.2; }
.gaps { columns: 2 24rem; column-gap: 3.5rem; }
.gap { break-inside: avoid; border-top: 1px solid var(--rule); padding: 0.7rem 0 0.3rem; }
.gap p { font-size: 0.9rem; margin-bottom: 0.4em; }
.card-list { max-width: 60rem; margin-bottom: 1.8rem; }
.card-list div {
  display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 0 1.5rem; padding: 0.5rem 0;
  border-top: 1px solid var(--rule);
}
@media (max-width: 40rem) {
  header { padding-top: 1.75rem; }
  section { padding-top: 1.75rem; }
  .figure-card, .card { padding: 1rem 1.1rem; flex-basis: 100%; }
  .card-list div { grid-template-columns: 1fr; }
  .lead { font-size: 1.1rem; }
}
"""

STYLE: Final = f"{_COLOURS}{_TYPE}{_PAGE}{TABLE}{PRINT}"
"""The whole style sheet."""
