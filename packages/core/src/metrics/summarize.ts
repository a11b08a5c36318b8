import { checkNumber } from '../support/check.js'
import type { LabelClass } from '../contracts/dataset.js'
import { fail } from '../support/errors.js'
import {
  bootstrapIntervals,
  type Column,
  mean as meanOfColumn,
  median as medianOf,
  standardDeviation,
} from './bootstrap.js'
import type { ComparedVolume } from '../volume/class-volumes.js'
import type { Distances } from './distances.js'
import { type Means, type Metric, METRICS, perMetric } from './metric.js'
import type { ClassScores } from './class-scores.js'
import type { CaseScores } from './score-case.js'

/** Means over cases, and how sure they are; `null` where no case has the metric. */
export interface Statistics extends Means {
  /** Sample standard deviation over cases; `null` for fewer than two. */
  readonly std: Means
  /** Medians over cases: a few missed objects move a mean distance by far, and not these. */
  readonly median: Means
  /** Bootstrap 95 % interval of the mean, `[low, high]`; `null` for fewer than two cases or groups. */
  readonly ci95: Readonly<Record<Metric, readonly [number, number] | null>>
  /** Cases that count: something in truth or prediction. */
  readonly cases: number
  /** Cases that do not: nothing in truth and nothing in prediction. */
  readonly trueNegative: number
  /** How often a class of the truth was not found at all. */
  readonly missed: number
  /** How often a class was found that is nowhere in the truth. */
  readonly invented: number
  /** Cases that each metric's mean is over: a missed class has no precision, an invented one no sensitivity. */
  readonly counts: Readonly<Record<Metric, number>>
}

export interface ClassSummary extends Statistics {
  readonly name: string
  /** The class index, from 1. */
  readonly index: number
  /** Cases whose truth has the class. */
  readonly truth: number
  /** Cases whose prediction has it. */
  readonly predicted: number
}

export interface CaseSummary {
  readonly name: string
  /** Over the foreground classes that are defined in this case. */
  readonly mean: Means
  /** By class name. */
  readonly classes: Readonly<Record<string, ClassScores>>
  /** By class name, where the case is a volume. */
  readonly volumes?: Readonly<Record<string, ComparedVolume>>
}

/** What `spad evaluate` writes as JSON. */
export interface Summary {
  /** Of each case's mean over its defined foreground classes. */
  readonly mean: Statistics
  /** Foreground classes, in order. */
  readonly classes: readonly ClassSummary[]
  /** In the order given. */
  readonly cases: readonly CaseSummary[]
  /** How many groups the intervals draw: patients, where it is known whose image a case is. */
  readonly groups: number
  /** What `hd95`, `assd` and `nsd` were measured in. @default pixels, within 2 */
  readonly distances?: Distances
}

export interface SummarizeOptions {
  /**
   * Seed of the bootstrap.
   *
   * @default 0
   */
  readonly seed?: number
  /**
   * Bootstrap draws.
   *
   * @default 2000
   */
  readonly resamples?: number
  /**
   * Whose image a case is: images of one patient are alike, so that intervals that draw images by themselves
   * are too narrow.
   *
   * @default each case is drawn by itself
   */
  readonly groupOf?: (name: string) => string
}

/**
 * Sums up scored cases: first each case's mean over its defined foreground classes, then the mean
 * over cases, so that every case has one voice however many classes it shows.
 *
 * The intervals are percentile bootstraps that draw whole groups of cases. They tell how the mean would
 * vary with other patients, not with another training run.
 *
 * @param classes Background first, as the cases were scored with.
 * @throws SpadError without cases, with cases of other classes, or if an option is out of range.
 */
export function summarize(
  cases: readonly CaseScores[],
  classes: readonly LabelClass[],
  { seed = 0, resamples = 2000, groupOf = (name) => name }: SummarizeOptions = {},
): Summary {
  const foreground = classes.slice(1)
  checkCases(cases, foreground.length)
  checkNumber('core', 'resamples', resamples, { integer: true, min: 1 })
  const caseMeans = cases.map((scored) => meansOf(scored.classes))
  // one group of columns for the mean, then one per class, so that all share the same draws
  const rows = [
    caseMeans,
    ...foreground.map((_, k) => cases.map((scored) => scored.classes[k] ?? perMetric(() => null))),
  ]
  const columns = rows.map((means) => METRICS.map(({ key }) => column(means, key)))
  const groups = groupsOf(cases.map(({ name }) => groupOf(name)))
  const intervals = bootstrapIntervals(columns.flat(), { seed, resamples, groups })
  const statisticsOf = (group: number): Statistics => ({
    ...statistics(columns[group] ?? [], intervals.slice(group * METRICS.length)),
    ...failures(cases, group === 0 ? undefined : group - 1),
  })
  return {
    mean: statisticsOf(0),
    classes: foreground.map(({ name }, k) => ({
      name,
      index: k + 1,
      ...statisticsOf(k + 1),
      truth: present(rows[k + 1], 'sensitivity'),
      predicted: present(rows[k + 1], 'precision'),
    })),
    cases: cases.map(({ name, classes: scores, volumes }, i) => ({
      name,
      mean: caseMeans[i] ?? perMetric(() => null),
      classes: Object.fromEntries(
        foreground.map((label, k) => [label.name, scores[k] ?? perMetric(() => null)]),
      ),
      ...(volumes && {
        volumes: Object.fromEntries(volumes.map((each, k) => [foreground[k]?.name ?? '', each])),
      }),
    })),
    groups: groups.length,
  }
}

/** The cases of each group, in the order of their first ones. */
function groupsOf(keys: readonly string[]): number[][] {
  const groups = new Map<string, number[]>()
  keys.forEach((key, i) => groups.set(key, [...(groups.get(key) ?? []), i]))
  return [...groups.values()]
}

/** Classes that were missed and invented: of one class, or of all. */
function failures(cases: readonly CaseScores[], k?: number) {
  const scores = cases.flatMap(({ classes }) => (k === undefined ? classes : (classes[k] ?? [])))
  return {
    missed: scores.filter((one) => one.sensitivity !== null && one.precision === null).length,
    invented: scores.filter((one) => one.sensitivity === null && one.precision !== null).length,
  }
}

function checkCases(cases: readonly CaseScores[], foreground: number): void {
  if (cases.length === 0) fail('core', '`cases` is empty: at least one case must be scored.')
  for (const { name, classes } of cases)
    if (classes.length !== foreground)
      fail(
        'core',
        `\`cases\` has "${name}" with ${classes.length} scored classes: \`classes\` has ${foreground} ` +
          'besides the background. Score and summarise with the same classes.',
      )
}

/** Mean of each metric over the classes that have it. */
function meansOf(scores: readonly ClassScores[]): Means {
  return perMetric((metric) => meanOfColumn(column(scores, metric)))
}

function column(means: readonly Means[], metric: Metric): Column {
  return Float64Array.from(means, ({ [metric]: value }) => value ?? NaN)
}

/** @param columns One per metric, in the order of METRICS; `intervals` likewise. */
function statistics(
  columns: readonly Column[],
  intervals: readonly ([number, number] | null)[],
): Omit<Statistics, 'missed' | 'invented'> {
  const at = <T>(values: readonly T[], metric: Metric): T | undefined =>
    values[METRICS.findIndex(({ key }) => key === metric)]
  const of = (metric: Metric): Column => at(columns, metric) ?? new Float64Array()
  const cases = of('dice').filter((value) => !Number.isNaN(value)).length
  return {
    ...perMetric((metric) => meanOfColumn(of(metric))),
    std: perMetric((metric) => standardDeviation(of(metric))),
    median: perMetric((metric) => medianOf(of(metric))),
    counts: perMetric((metric) => of(metric).filter((value) => !Number.isNaN(value)).length),
    ci95: perMetric((metric) => at(intervals, metric) ?? null),
    cases,
    trueNegative: of('dice').length - cases,
  }
}

function present(scores: readonly ClassScores[] = [], metric: Metric): number {
  return scores.filter((values) => values[metric] !== null).length
}
