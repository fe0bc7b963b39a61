/**
 * The style of report pages: dark if the reader's system is, light on paper; one column on a phone. The charts are inlined, so that
 * they inherit the text color from here.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --page: #ffffff; --card: #f6f8fa; --line: #d1d9e0; --soft: #59636e; --note: #fff8c5; --accent: #0b6b9f;
  --supported: #1a7f37; --contradicted: #b42318; --undecided: #6b5900;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --page: #14171c; --card: #1c2128; --line: #3d444d; --soft: #9198a1; --note: #3b2e0a; --accent: #6cb6e8;
    --supported: #56c271; --contradicted: #ff8a7d; --undecided: #d9bd4f;
  }
}
* { box-sizing: border-box; }
body { max-width: 68.75rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1 { margin: 0 0 .5rem; font-size: 1.125rem; font-weight: 600; color: var(--soft); }
h2 { margin: 3rem 0 1rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.375rem; line-height: 1.25; }
h3 { margin: 2rem 0 .5rem; font-size: 1.0625rem; }
.headline { margin: 0 0 1.25rem; padding-left: 1rem; border-left: 4px solid var(--accent); font-size: clamp(1.25rem, 1rem + 1.4vw, 1.75rem); line-height: 1.35; text-wrap: pretty; }
h3 + .headline { font-size: 1.125rem; line-height: 1.5; }
.cautions { margin: 1rem 0; padding: .75rem 1rem .75rem 2rem; background: var(--note); border-radius: 8px; }
.claims { display: grid; gap: .75rem; margin: 0; padding: 0; list-style: none; }
.claims > li { display: grid; grid-template-columns: 8.5rem 1fr; gap: .25rem 1rem; padding: .875rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.badge { justify-self: start; align-self: start; padding: .125rem .625rem; border: 1.5px solid currentColor; border-radius: 99px; font-size: .875rem; font-weight: 600; }
.supported { color: var(--supported); } .contradicted { color: var(--contradicted); } .undecided { color: var(--undecided); }
.claims p { margin: 0; } .claims .source { color: var(--soft); white-space: nowrap; }
.claims ul { margin: .375rem 0 0; padding-left: 1.125rem; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .75rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { vertical-align: bottom; white-space: normal; font-size: .875rem; color: var(--soft); }
th:first-child, td:first-child { position: sticky; left: 0; padding-left: 0; background: var(--page); text-align: left; white-space: nowrap; }
.notes, figcaption { color: var(--soft); font-size: .875rem; }
.notes { padding-left: 1.125rem; }
figure { margin: 1rem 0; }
figcaption { max-width: 45rem; margin-top: .5rem; }
.chart svg { width: 100%; max-width: 45rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem; }
.panels svg { width: 100%; max-width: 32rem; }
svg { display: block; max-width: 100%; height: auto; color: var(--text); }
svg > rect:first-of-type { fill: transparent; }
pre { overflow-x: auto; font-size: .8125rem; }
summary { cursor: pointer; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; }
  .claims > li { grid-template-columns: 1fr; }
  .claims .source { white-space: normal; }
  .chart { overflow-x: auto; }
  .chart svg { width: 34rem; max-width: none; }
  h2 { margin-top: 2.25rem; }
}
@media print {
  :root {
    color-scheme: light;
    --text: #000000; --page: #ffffff; --card: #ffffff; --line: #b0b8c0; --soft: #3d444d; --note: #ffffff;
    --supported: #1a7f37; --contradicted: #b42318; --undecided: #6b5900;
  }
  body { max-width: none; padding: 0; font-size: 11pt; }
  h2, h3 { break-after: avoid; }
  figure, tr, .claims > li, .panels > svg { break-inside: avoid; }
  .cautions { border: 1px solid var(--line); }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: .25rem .375rem; white-space: normal; }
  .chart svg { max-width: 32rem; }
  .panels { grid-template-columns: 1fr 1fr; }
  details { display: none; }
}
`;
