// @ts-check
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { plots } from './plots.mjs'
import { tables } from './tables.mjs'

/**
 * Writes `README.md` with the tables and, beside it, the plots that it shows.
 *
 * @param {readonly import('../lines.mjs').Line[]} lines of one split
 * @param {{ dir: string, baseline: string, title: string }} options
 * @returns {Promise<string[]>} the files
 */
export async function writeReport(lines, { dir, baseline, title }) {
  const drawn = plots(lines, { baseline })
  const shown = Object.keys(drawn).map((file) => `![${file.replace(/\.svg$/, '')}](${file})`)
  const text = `${[tables(lines, { baseline, title }), ...shown].join('\n\n')}\n`
  await mkdir(dir, { recursive: true })
  const page = join(dir, 'README.md')
  await writeFile(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }))
  for (const [file, svg] of Object.entries(drawn)) await writeFile(join(dir, file), `${svg}\n`)
  return ['README.md', ...Object.keys(drawn)].map((file) => join(dir, file))
}
