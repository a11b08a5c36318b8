/** The look of every report; both schemes follow the reader's system. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f5f1; --card: #ffffff; --ink: #1b1d21; --muted: #6a6d74; --rule: #e3e1da;
  --grid: #ebe9e3; --axis: #b9b7af; --accent: #2463c4;
  --line-0: #2463c4; --line-1: #d2691e; --line-2: #1f8a5b; --line-3: #8a4fbf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131417; --card: #1c1e22; --ink: #e9e8e4; --muted: #9c9fa6; --rule: #2e3138;
    --grid: #2a2d33; --axis: #4a4d55; --accent: #7fb0ff;
    --line-0: #6ea5ff; --line-1: #f29b5c; --line-2: #55c795; --line-3: #c193f0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 76rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
header p { margin: .25rem 0 0; color: var(--muted); }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; }
h2 { margin: 3rem 0 .25rem; font-size: 1.25rem; letter-spacing: -.01em; }
h2 + p { margin: 0 0 1rem; color: var(--muted); max-width: 46rem; }
.kicker { font-size: .8rem; font-weight: 600; letter-spacing: .08em; text-transform: uppercase; color: var(--accent); margin: 0 0 .4rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1rem; margin-top: 2rem; }
.tile, figure, .panel { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.tile { padding: 1rem 1.1rem; }
.tile b { display: block; font-size: 1.75rem; line-height: 1.2; font-weight: 600; letter-spacing: -.02em; }
.tile span { color: var(--muted); font-size: .85rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: 1rem 1rem .5rem; }
figcaption { font-weight: 600; margin-bottom: .25rem; }
figcaption small { display: block; font-weight: 400; color: var(--muted); }
figure svg { display: block; width: 100%; height: auto; font-family: inherit; }
.panel { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { padding: .5rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; padding-left: 1rem; }
th:last-child, td:last-child { padding-right: 1rem; }
thead th { font-weight: 600; color: var(--muted); font-size: .8rem; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 500; }
tr.mean > * { font-weight: 650; }
td small { color: var(--muted); display: block; font-size: .78rem; font-weight: 400; }
.swatch { display: inline-block; width: .75em; height: .75em; border-radius: 3px; margin-right: .5em; vertical-align: -.03em; border: 1px solid color-mix(in srgb, var(--ink) 25%, transparent); }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; margin: 0 0 1rem; padding: 0; list-style: none; font-size: .9rem; }
.scale { display: inline-block; width: 5rem; height: .7em; border-radius: 3px; margin: 0 .4em; vertical-align: -.03em; background: linear-gradient(90deg, #440154, #3b528b, #21918c, #5ec962, #fde725); }
.case { margin: 0 0 1.25rem; padding: 1rem; }
.case h3 { margin: 0 0 .75rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.case h3 span { color: var(--muted); font-weight: 400; }
.shots { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem; }
.shots div { font-size: .8rem; color: var(--muted); }
.shots img { display: block; width: 100%; height: auto; border-radius: 5px; margin-top: .25rem; background: #000; image-rendering: auto; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--accent); font-weight: 500; padding: .4rem 0; }
pre { margin: 0; padding: 1rem 1.1rem; overflow-x: auto; font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: .85rem; max-width: 46rem; }
@media print { :root { --paper: #fff; } .case, figure { break-inside: avoid; } }
`
