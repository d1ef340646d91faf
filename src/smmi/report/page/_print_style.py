"""The style of a printed report: A4 or US letter, light, without links, with unbroken rows and repeated headings."""

from typing import Final

PRINT: Final = """
@page {
  margin: 15mm 14mm 17mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #545e6d; }
}
@media print {
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; }
  header { padding-top: 0.9rem; }
  section { border: 0; padding: 0 0 0.8rem; margin-top: 1.1rem; }
  section > p, section > ul, .note, .lead { max-width: none; }
  nav { display: none; }
  h1 { font-size: 2.2rem; }
  h2, h3 { break-after: avoid; }
  .card, .figure-card, .entries li, .gap, .card-list div, .notices, .tiles, .key, tr { break-inside: avoid; }
  .facts, .notices { margin-bottom: 0.9rem; }
  .lead { font-size: 1.1rem; }
  .cards { flex-wrap: nowrap; gap: 0.8rem; margin-top: 0.9rem; }
  .figure-card, .card { padding: 0.7rem 0.9rem; }
  .figure-card { flex-basis: 45%; }
  .card { flex-basis: 25%; }
  .card dl div { gap: 0.3rem; }
  .large { font-size: 3rem; }
  .key { gap: 0 1.2rem; }
  .key .bar { margin: -3px 0; }
  .entries li { padding: 0.35rem 0; }
  .columns { grid-template-columns: 1fr 1fr; gap: 1.5rem; }
  .stacked .entries { columns: 2; column-gap: 1.5rem; }
  .areas { break-before: page; margin-top: 0; }
  thead { display: table-header-group; }
  .results { font-size: 8.25pt; line-height: 1.25; }
  .results tbody { break-inside: avoid; }
  .results th, .results td { padding: 0.11rem 0.35rem; }
  .results tbody th { width: 29%; }
  .results td.score { min-width: 0; }
  .results .range { width: 12%; min-width: 21mm; padding-left: 0.4rem; padding-right: 0.6rem; }
  .results .group { padding-left: 0.4rem; }
  .results .detail { font-size: 7.5pt; line-height: 1.25; }
  .results .bar { margin: -6px 0 -3px; }
  .aggregates { font-size: 8.25pt; line-height: 1.25; }
  .aggregates th, .aggregates td { padding: 0.11rem 0.35rem; }
  .aggregates .detail { font-size: 7.5pt; line-height: 1.25; }
  .card-list { max-width: none; font-size: 8.5pt; margin-bottom: 1.2rem; }
  .card-list div { padding: 0.2rem 0; grid-template-columns: 11rem minmax(0, 1fr); }
  footer { break-before: avoid; padding: 0.5rem 0 0; }
  a { color: inherit; text-decoration: none; }
}
"""
