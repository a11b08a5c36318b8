// @ts-check
import { fail } from '@spad/core'
import { factorEffects } from '../factors.mjs'
import { METRICS } from './compare.mjs'
import { intervalText, signed, table } from './texts.mjs'

/**
 * What each factor of a design adds, as Markdown tables, one per metric.
 *
 * @param {readonly import('../lines.mjs').Line[]} lines of one split and regime
 * @param {import('../factors.mjs').Factors | undefined} factors
 */
export function effectsText(lines, factors) {
  if (!factors) return fail('study', 'the plan has no `factors`. Add them, or use report.mjs.')
  const tables = METRICS.filter(({ key }) => lines.some(({ mean }) => key in mean)).map(
    ({ key, label, digits }) => {
      const rows = factorEffects(lines, factors, ({ mean }) => mean[key])
      const head = ['Set', 'Seeds', ...Object.keys(factors.without)]
      const cells = rows.map(({ set, seeds, effects }) => [
        set,
        String(seeds),
        ...effects.map(
          ({ mean, low, high, p }) =>
            `${signed(mean, digits)} (${intervalText({ low, high }, digits)})${p < 0.05 ? ' *' : ''}`,
        ),
      ])
      return `### ${label}\n\n${table(head, cells, 1)}`
    },
  )
  return (
    `${tables.join('\n\n')}\n\n` +
    'Present minus absent, averaged over what the other factors do, with the 95 % interval of Student’s t; the ' +
    'star marks p < 0.05, with no correction for how many factors there are.'
  )
}
