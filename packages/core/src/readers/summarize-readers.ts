import { amount } from '../support/amount.js'
import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { bootstrapIntervals, mean } from '../metrics/bootstrap.js'
import type { ReaderMetric } from './score-samples.js'
import type { ShareCalibration } from './share-meter.js'

/** All metrics of samples, in the order of tables and of JSON. */
export const READER_METRICS: readonly {
  readonly key: ReaderMetric
  readonly label: string
  /** `none`: it says how much, not how well. */
  readonly better: 'higher' | 'lower' | 'none'
}[] = [
  { key: 'ged', label: 'GED²', better: 'lower' },
  { key: 'hmIou', label: 'Matched IoU', better: 'higher' },
  { key: 'spread', label: 'Spread of samples', better: 'none' },
  { key: 'agreement', label: "Readers' Dice", better: 'none' },
  { key: 'consensusDice', label: 'Consensus Dice', better: 'higher' },
  { key: 'brier', label: 'Brier', better: 'lower' },
  { key: 'distance', label: 'Samples to readers', better: 'lower' },
  { key: 'readerSpread', label: 'Spread of readers', better: 'none' },
  { key: 'maxDice', label: 'Best Dice', better: 'higher' },
  { key: 'meanDice', label: 'Mean Dice', better: 'higher' },
]

/** How well samples stand for readers: means over cases; see {@link ReaderMetric}. */
export interface ReaderSummary extends Readonly<Record<ReaderMetric, number>> {
  /** Bootstrap 95 % interval of each mean, `[low, high]`; `null` for fewer than two cases. */
  readonly ci95: Readonly<Record<ReaderMetric, readonly [number, number] | null>>
  /** Samples of each case. */
  readonly samples: number
  /** Whether the samples were drawn, or are level sets of one answer; see `segmentSamples`. */
  readonly kind: 'drawn' | 'levels'
  /** Cases that have readers. */
  readonly cases: number
  /** Of probabilities against shares of readers, over all pixels. */
  readonly calibration: ShareCalibration
  /** Of each case, in the order given. */
  readonly each: readonly (Readonly<Record<ReaderMetric, number>> & { readonly name: string })[]
}

export interface SummarizeReadersOptions {
  /** Seed of the bootstrap. @default 0 */
  readonly seed?: number
  /** Bootstrap draws. @default 2000 */
  readonly resamples?: number
}

/**
 * Sums up scored cases: means over cases with intervals that draw whole cases.
 *
 * @throws SpadError without cases, or if an option is out of range.
 */
export function summarizeReaders(
  each: ReaderSummary['each'],
  about: Pick<ReaderSummary, 'samples' | 'kind' | 'calibration'>,
  { seed = 0, resamples = 2000 }: SummarizeReadersOptions = {},
): ReaderSummary {
  if (each.length === 0) fail('core', '`each` is empty: at least one case must have readers.')
  checkNumber('core', 'resamples', resamples, { integer: true, min: 1 })
  const columns = READER_METRICS.map(({ key }) => Float64Array.from(each, (scores) => scores[key]))
  const intervals = bootstrapIntervals(columns, { seed, resamples })
  const perMetric = <T>(value: (index: number) => T): Record<ReaderMetric, T> =>
    Object.fromEntries(READER_METRICS.map(({ key }, i) => [key, value(i)])) as Record<
      ReaderMetric,
      T
    >
  return {
    ...perMetric((i) => mean(columns[i] ?? new Float64Array()) ?? NaN),
    ci95: perMetric((i) => intervals[i] ?? null),
    samples: about.samples,
    kind: about.kind,
    cases: each.length,
    calibration: about.calibration,
    each,
  }
}

/** A line per metric with its mean and 95 % interval, for a terminal. */
export function readersTable(summary: ReaderSummary): string {
  const { samples, kind, cases, calibration } = summary
  const arrows = { higher: ' ↑', lower: ' ↓', none: '' }
  const rows = READER_METRICS.map(({ key, label, better }) => {
    const ends = summary.ci95[key]
    const digits = key === 'brier' ? 5 : 3
    const interval = ends ? `${ends[0].toFixed(digits)} … ${ends[1].toFixed(digits)}` : '–'
    return `${`${label}${arrows[better]}`.padEnd(22)}${summary[key].toFixed(digits).padStart(8)}  ${interval}`
  })
  const what = kind === 'drawn' ? 'samples' : 'level sets of one answer'
  return [
    `Several readers: ${samples} ${what} of each of ${amount(cases, 'case')}; mean and 95 % interval by cases`,
    ...rows,
    `${'ECE of shares ↓'.padEnd(22)}${calibration.ece.toFixed(4).padStart(8)}`,
  ].join('\n')
}
