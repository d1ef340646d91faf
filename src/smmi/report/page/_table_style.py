"""The style of the table of results and of its bars; on a narrow screen each row becomes a card."""

from typing import Final

TABLE: Final = """
.key {
  list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem;
  font-size: 0.85rem; color: var(--quiet);
}
section > .key { max-width: none; }
.key li { display: flex; align-items: center; gap: 0.5rem; }
.bar { display: block; width: 100%; overflow: visible; }
.bar.sign { width: 1.6rem; flex: none; }
.bar .track { fill: var(--track); }
.bar .tick { stroke: var(--page); stroke-width: 1.5; }
.bar .value { fill: var(--accent); }
.bar .range { stroke: var(--ink); stroke-width: 1.5; }
.bar .everyone { stroke: var(--ink); stroke-width: 2.5; }
.bar .own { fill: var(--page); stroke: var(--own); stroke-width: 2; }
.results { width: 100%; border-collapse: collapse; font-size: 0.925rem; }
.results th, .results td { padding: 0.5rem 0.6rem; vertical-align: top; text-align: left; }
.results thead th {
  font-size: 0.8125rem; line-height: 1.3; vertical-align: bottom; border-bottom: 2px solid var(--ink);
}
.results thead th .above { display: block; font-size: 0.7rem; }
.results thead tr:first-child .group { border-bottom: 1px solid var(--rule); }
.results tbody tr { border-bottom: 1px solid var(--rule); }
.results tbody th { font-weight: 400; width: 21%; min-width: 9rem; }
.results .domain th, .results .domain td { background: var(--tint); font-weight: 650; }
.results .detail { display: block; font-size: 0.8125rem; line-height: 1.35; }
.results td.score { font-weight: 650; font-size: 1.05em; min-width: 5.5rem; }
.results .range { width: 24%; min-width: 9rem; padding-right: 1.4rem; padding-left: 1.4rem; }
.results .group { border-left: 1px solid var(--rule); padding-left: 1rem; }
.results .number { text-align: right; }
.results .detail { font-weight: 400; }
.results .size { white-space: nowrap; }
.results td .stars { margin: 0; }
.aggregates { width: 100%; border-collapse: collapse; font-size: 0.925rem; margin-bottom: 1.6rem; }
.aggregates th, .aggregates td { padding: 0.4rem 0.6rem; vertical-align: top; text-align: left; }
.aggregates thead th { font-size: 0.8125rem; vertical-align: bottom; border-bottom: 2px solid var(--ink); }
.aggregates tbody tr { border-bottom: 1px solid var(--rule); }
.aggregates tbody th { font-weight: 400; }
.aggregates .domain th, .aggregates .domain td { background: var(--tint); font-weight: 650; }
.aggregates .number { text-align: right; }
.aggregates .size { white-space: nowrap; }
.aggregates .detail { display: block; font-size: 0.8125rem; line-height: 1.35; font-weight: 400; }
@media screen and (max-width: 40rem) {
  .aggregates, .aggregates tbody { display: block; }
  .aggregates thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .aggregates tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem 0.75rem; padding: 0.8rem 0; }
  .aggregates th, .aggregates td, .aggregates tbody th { padding: 0; min-width: 0; }
  .aggregates tbody th { grid-column: 1 / -1; font-weight: 600; }
  .aggregates .number { text-align: left; }
  .aggregates td::before {
    content: attr(data-label); display: block; font-size: 0.75rem; font-weight: 400; color: var(--quiet);
  }
}
@media screen and (max-width: 62rem) {
  .results, .results tbody { display: block; }
  .results thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .results tr {
    display: grid; grid-template-columns: repeat(2, 2fr 1fr 1fr); gap: 0.6rem 0.75rem; padding: 1rem 0;
  }
  .results th, .results td, .results .group { padding: 0; border: 0; min-width: 0; }
  .results tbody th { width: auto; min-width: 0; grid-column: span 2; }
  .results .number { text-align: left; }
  .results td.score { text-align: right; font-size: 1.3rem; line-height: 1.2; }
  .results td.range { width: auto; grid-column: span 3; padding: 0; }
  .results .all { grid-column: span 3; }
  .results .both { grid-column: span 2; }
  .results tr.domain { background: var(--tint); margin: 1.5rem -1rem 0; padding: 1rem; }
  .results .domain .name { font-size: 1.1rem; }
  .results td::before {
    content: attr(data-label); display: block; font-size: 0.75rem; font-weight: 400; line-height: 1.4;
    color: var(--quiet);
  }
}
@media screen and (max-width: 40rem) {
  .results tr { grid-template-columns: 2fr 1fr 1fr; }
}
"""
