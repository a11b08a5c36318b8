import { type Configured, definePart, fail, namedOf, type ProgressSchedule } from '@spad/core'
import { aCurve } from './combinators.js'
import type { Curve } from './curves.js'

/**
 * PaS, the progress-aware scheduler: one curve for each noise.
 *
 * `progress` is that of training in the paper; any number from 0 to 1 will do, such as that of the
 * reverse process, `1 − t`.
 *
 * Source: SPAD (arXiv 2603.07889); the curves are ours.
 *
 * @throws SpadError, when called, if `progress` is not in `[0, 1]` or a curve's value not in `[0, ∞)`.
 */
export function pas(curves: Readonly<Record<string, Curve>>): Configured<ProgressSchedule> {
  return pasPart({ curves })
}

export const pasPart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'progressSchedule',
  type: 'pas',
  options: {
    /** A curve for each noise, by the name of its intensity. */
    curves: { rule: namedOf(aCurve()) },
  },
  build: ({ curves }): ProgressSchedule => {
    const entries = Object.entries(curves)
    return (progress) => {
      checkProgress(progress)
      return Object.fromEntries(
        entries.map(([name, curve]) => [name, checkIntensity(name, curve(progress), progress)]),
      )
    }
  },
})

/** @throws SpadError if `progress` is not in `[0, 1]`. */
export function checkProgress(progress: number): void {
  if (!(progress >= 0 && progress <= 1))
    fail('scheduler', `\`progress\` is ${String(progress)}: it must be from 0 to 1.`)
}

/** @throws SpadError if the value is not in `[0, ∞)`. */
export function checkIntensity(name: string, value: number, progress: number): number {
  if (!(value >= 0 && value < Infinity))
    fail(
      'scheduler',
      `the curve of \`${name}\` gives ${String(value)} at progress ${progress}: it must give a finite number of at least 0.`,
    )
  return value
}
