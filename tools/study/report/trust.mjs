// @ts-check
import { tInterval } from '../stats/t-interval.mjs'
import { baseOf, gainsOf, perSeed, spreadText } from './compare.mjs'
import { intervalText, signed, table, values, where } from './texts.mjs'

/** @typedef {import('./compare.mjs').Cell} Cell */

const COLUMNS = /** @type {const} */ ([
  ['error', 'Expected calibration error', 4],
  ['flagged', 'Wrong pixels among the 5 % least sure', 3],
  ['auroc', 'AUROC of wrong pixels', 3],
  ['aurc', 'Area under risk–coverage', 5],
])

/**
 * Calibration and uncertainty of each variant, and against the baseline's; nothing where no line has them.
 *
 * @param {readonly Cell[]} cells
 * @param {string} baseline
 * @returns {string[]}
 */
export function trust(cells, baseline) {
  const measured = cells.filter(({ bySeed }) =>
    [...bySeed.values()].some(([run]) => run?.calibration),
  )
  if (measured.length === 0) return []
  const labels = COLUMNS.map(([, label]) => label)
  const scores = measured.map((cell) => [
    ...where(cell),
    ...COLUMNS.map(([key, , digits]) => spreadText(values(bySeedOf(cell, key)), digits)),
  ])
  const head = ['Set', 'Regime', 'Variant', ...labels]
  const text = `## Calibration and uncertainty\n\nOver all pixels, the background too.\n\n${table(head, scores, 3)}`
  const differences = measured.flatMap((cell) => {
    const base = baseOf(cell, measured, baseline)
    return base && cell !== base ? [[...where(cell), ...differencesOf(cell, base)]] : []
  })
  if (differences.length === 0) return [text]
  return [
    text,
    `Minus \`${baseline}\`, of equal seeds, with Student's t interval (95 %); lower is better but for the two ` +
      `in the middle.\n\n${table(head, differences, 3)}`,
  ]
}

/** @param {Cell} cell @param {Cell} base */
function differencesOf(cell, base) {
  return COLUMNS.map(([key, , digits]) => {
    const gains = gainsOf(bySeedOf(cell, key), bySeedOf(base, key))
    if (gains.length === 0) return '–'
    const found = tInterval(gains)
    return `${signed(found.mean, digits)} (${intervalText(found, digits)})`
  })
}

/** @param {Cell} cell @param {typeof COLUMNS[number][0]} key */
function bySeedOf(cell, key) {
  return perSeed(cell, (line) => line.calibration?.[key])
}
