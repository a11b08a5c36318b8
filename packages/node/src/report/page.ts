import { escapeHtml } from './escape-html.js'
import { PAGE_STYLE } from './page-style.js'

export interface Page {
  /** What kind of report it is. */
  readonly kicker: string
  readonly title: string
  /** One or two sentences under the title. */
  readonly lead: string
  /** The figures that matter most. */
  readonly tiles: readonly Tile[]
  /** HTML, one string a section. */
  readonly sections: readonly string[]
}

export interface Tile {
  readonly value: string
  readonly label: string
}

/** A whole HTML document that needs nothing from anywhere else. */
export function page({ kicker, title, lead, tiles, sections }: Page): string {
  const drawn = tiles.map(
    ({ value, label }) =>
      `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="spad">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${escapeHtml(kicker)}</p>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(lead)}</p>
</header>
<div class="tiles">
${drawn.join('\n')}
</div>
${sections.join('\n')}
<footer>Made by spad. Not a medical device: these figures describe a model on these images, and are no
basis for any decision about a patient.</footer>
</main>
</body>
</html>
`
}

/** A section with a heading and, if there is one, a line that says how to read it. */
export function section(title: string, lead: string, body: string): string {
  const line = lead === '' ? '' : `<p>${escapeHtml(lead)}</p>\n`
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${line}${body}\n</section>`
}

/** Text that can be unfolded. */
export function folded(title: string, body: string): string {
  return `<details>\n<summary>${escapeHtml(title)}</summary>\n<div class="panel">${body}</div>\n</details>`
}
