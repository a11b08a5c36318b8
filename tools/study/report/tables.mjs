// @ts-check
import { cellsOf, compareAll, meansOf, METRICS, perSeed, spreadText } from './compare.mjs'
import { hardest } from './hardest.mjs'
import { intervalText, pText, signed, table, values, where } from './texts.mjs'
import { trust } from './trust.mjs'

/** @typedef {import('../lines.mjs').Line} Line */
/** @typedef {import('./compare.mjs').Cell} Cell */

/**
 * Lines as Markdown tables.
 *
 * @param {readonly Line[]} lines of one split
 * @param {{ baseline: string, title: string }} options
 */
export function tables(lines, { baseline, title }) {
  const cells = cellsOf(lines, baseline)
  const compared = compareAll(cells, baseline)
  return [
    `# ${title}`,
    scores(cells),
    ...(compared.length > 0 ? [comparisons(compared, baseline)] : []),
    byClass(cells),
    ...hardest(cells),
    ...trust(cells, baseline),
    footer(lines),
  ].join('\n\n')
}

/** @param {readonly Cell[]} cells */
function scores(cells) {
  const rows = cells.map((cell) => [
    ...where(cell),
    String(cell.bySeed.size),
    ...METRICS.map(({ key, digits }) => spreadText(values(meansOf(cell, key)), digits)),
  ])
  return `## Scores\n\nMean ± standard deviation over seeds.\n\n${table(
    ['Set', 'Regime', 'Variant', 'Seeds', ...METRICS.map(({ label }) => label)],
    rows,
    3,
  )}`
}

/** @param {ReturnType<typeof compareAll>} compared @param {string} baseline */
function comparisons(compared, baseline) {
  const rows = compared.map(({ metric, cell, seeds, cases, groups, holm }) => {
    const { digits } = metric
    return [
      ...where(cell),
      metric.label,
      signed(seeds.mean, digits),
      intervalText(seeds, digits),
      String(seeds.n),
      cases.of === 0 ? '–' : String(cases.of),
      pText(cases.p),
      pText(holm),
      groups === null ? '–' : patientsText(groups, digits),
    ]
  })
  const head = [
    'Set',
    'Regime',
    'Variant',
    'Metric',
    `minus ${baseline}`,
    '95 % interval',
    'Seeds',
    'Cases',
    'p',
    'p, Holm',
    'over patients',
  ]
  return (
    `## Against \`${baseline}\`\n\nThe interval is Student's t over the differences of equal seeds. p is Wilcoxon's ` +
    "signed-rank test over cases, each case's difference averaged over seeds; Holm's correction is over all rows " +
    'of a metric; of a single seed there is no p. Where cases share a patient they are no independent witnesses: the last column has the ' +
    `mean of the patients' means, its 95 % interval (Student's t over patients) and their p.\n\n${table(head, rows, 4)}`
  )
}

/** @param {{ p: number | null, interval: ReturnType<typeof import('../stats/t-interval.mjs').tInterval> }} groups @param {number} digits */
function patientsText({ p, interval }, digits) {
  const { n, mean } = interval
  return `${signed(mean, digits)} (${intervalText(interval, digits)}), p ${pText(p)}, of ${n}`
}

/** @param {readonly Cell[]} cells */
function byClass(cells) {
  const items = cells.map((cell) => {
    const [first] = [...cell.bySeed.values()][0] ?? []
    const named = (first?.classes ?? []).map(({ name }, k) => {
      const dice = values(perSeed(cell, (line) => line.classes[k]?.dice))
      return `${name} ${spreadText(dice, 3)}`
    })
    return `- ${where(cell).join(', ')}: ${named.join('; ')}`
  })
  return `## Dice by class\n\nOver the cases that have it in truth or prediction.\n\n${items.join('\n')}`
}

/** @param {readonly Line[]} lines */
function footer(lines) {
  const places = new Set(
    lines.map(({ environment: { cpu, cores, node, backend } }) =>
      [cpu, `${cores} cores`, `Node ${node}`, backend].filter(Boolean).join(', '),
    ),
  )
  // lines that share a training, those of corrupted test images say, name its time each
  const trainings = new Map(
    lines.map(({ set, fold, seed, seconds, variant, training }) => [
      `${set} ${fold} ${seed} ${training ?? `${variant} ${seconds.train}`}`,
      seconds.train,
    ]),
  )
  const hours = [...trainings.values()].reduce((sum, seconds) => sum + seconds, 0) / 3600
  const commits = [...new Set(lines.map(({ commit }) => commit).filter(Boolean))]
  const from = commits.length > 0 ? ` at ${commits.join(', ')}` : ''
  const time = hours < 1 ? `${(60 * hours).toFixed(0)} min` : `${hours.toFixed(1)} h`
  return `Made on ${[...places].join('; ')}${from}; ${lines.length} runs, ${time} of training.`
}
