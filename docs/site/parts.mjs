// @ts-check
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partDocs } from '../../tools/checks/part-docs.mjs'
import { root } from '../../tools/checks/workspace.mjs'

/** How the page begins. */
const INTRO = `# Every part and its options

A part is named by its \`type\`, in a configuration and in a saved model, and each of its options has one rule, which
checks it wherever it comes from. Other parts stand inside by their own descriptions, such as \`{ type: cosine }\`.
`

/** The headings of the kinds. @type {Readonly<Record<string, string>>} */
const HEADINGS = {
  noise: 'Noises',
  curve: 'Curves',
  'progress schedule': 'Progress schedules',
  'noise schedule': 'Noise schedules',
  sampler: 'Samplers',
  denoiser: 'Denoisers',
  loss: 'Losses',
  augment: 'Augmentations',
  'learning rate': 'Learning rates',
  optimizer: 'Optimisers',
  prepare: 'Preparations of scans',
  fit: 'Fits',
  dataset: 'Data sets',
}

/**
 * Writes a page of every part, with a table of its options, from the definitions.
 *
 * @throws if an option has no docstring, or it names another default than the definition
 */
export function writeParts() {
  let kind = ''
  const sections = partDocs().map((part) => {
    const heading = part.kind === kind ? '' : `\n## ${HEADINGS[part.kind] ?? part.kind}\n`
    kind = part.kind
    return `${heading}\n### \`${part.type}\` {#${part.kind.replace(' ', '-')}-${part.type}}\n\n${part.sentence}\n${table(part.options)}`
  })
  writeFileSync(join(root, 'docs/generated/parts.md'), `${INTRO}${sections.join('')}`)
}

/** @param {import('../../tools/checks/part-docs.mjs').OptionDocs[]} options */
function table(options) {
  if (options.length === 0) return '\nIt has no options.\n'
  const rows = options.map(({ name, rule, standard, sentence }) =>
    [
      `\`${name}\``,
      sentence,
      rule,
      standard === 'must be given' ? standard : `\`${standard.replaceAll('`', '')}\``,
    ]
      .map((cell) => cell.replaceAll('|', '\\|').replaceAll('{', '&#123;').replaceAll('<', '&lt;'))
      .join(' | '),
  )
  return `\n| Option | What it is | Rule | Default |\n| --- | --- | --- | --- |\n${rows.map((row) => `| ${row} |\n`).join('')}`
}
