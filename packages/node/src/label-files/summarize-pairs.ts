import {
  type CaseScores,
  type ClassScores,
  type ComparedVolume,
  fail,
  METRICS,
  summarize,
  type Summary,
} from '@spad/core'
import { classColor } from '../data/label-classes.js'
import { few } from '../data/problems.js'
import type { NamedLabels } from './named-labels.js'
import type { PairScores } from './score-label-pair.js'

export interface SummarizePairsOptions {
  readonly tolerance: number
  readonly groupOf: (name: string) => string
  readonly known?: NamedLabels | undefined
}

const NOWHERE = Object.fromEntries(METRICS.map(({ key }) => [key, null])) as ClassScores
const NOTHING = { voxels: 0, millilitres: 0 }

/**
 * Sums up cases whose files need not hold the same classes: what a case lacks is in neither of its sides.
 *
 * @returns With sentences on classes that only one side has in all of the cases.
 * @throws SpadError if no file has anything but background.
 */
export function summarizePairs(
  pairs: readonly PairScores[],
  { tolerance, groupOf, known }: SummarizePairsOptions,
): { readonly summary: Summary; readonly warnings: readonly string[] } {
  const classes = allClasses(pairs, known)
  if (classes.length === 0)
    fail('node', 'all files hold background alone: there is nothing to compare.')
  const cases = pairs.map((pair) => inOrder(pair, classes))
  const foreground = classes.map(({ name, value }, i) => ({
    ...{ name, value },
    color: classColor(i + 1),
  }))
  const background = { name: 'background', value: 0, color: classColor(0) }
  const summary = summarize(cases, [background, ...foreground], { groupOf })
  const [unit = 'mm', ...others] = new Set(pairs.map((pair) => pair.unit))
  if (others.length > 0)
    fail('node', 'some cases are pictures, others volumes in mm: score each kind by itself.')
  const spacing = Object.fromEntries(pairs.map(({ scores, spacing }) => [scores.name, spacing]))
  return {
    summary: { ...summary, distances: { unit, tolerance, spacing } },
    warnings: [
      ...oneSided(summary, 'truth', 'no prediction holds'),
      ...oneSided(summary, 'predicted', 'no truth holds'),
    ],
  }
}

interface NamedClass {
  readonly name: string
  readonly value: number
}

function allClasses(
  pairs: readonly PairScores[],
  known: NamedLabels | undefined,
): readonly NamedClass[] {
  if (known)
    return [...known.names]
      .map(([value, name]) => ({ name, value }))
      .sort((a, b) => a.value - b.value)
  const found = new Map<string, NamedClass>()
  for (const one of pairs.flatMap((pair) => pair.classes))
    if (!found.has(one.name)) found.set(one.name, one)
  return [...found.values()].sort((a, b) => a.value - b.value)
}

function inOrder({ scores, classes: own }: PairScores, all: readonly NamedClass[]): CaseScores {
  const { volumes } = scores
  const places = all.map(({ name }) => own.findIndex((one) => one.name === name))
  return {
    name: scores.name,
    classes: places.map((at) => scores.classes[at] ?? NOWHERE),
    ...(volumes && {
      volumes: places.map(
        (at): ComparedVolume => volumes[at] ?? { truth: NOTHING, prediction: NOTHING },
      ),
    }),
  }
}

/** Classes that may have another name or number on the other side. */
function oneSided(summary: Summary, side: 'truth' | 'predicted', says: string): string[] {
  const other = side === 'truth' ? 'predicted' : 'truth'
  const names = summary.classes
    .filter((one) => one[side] > 0 && one[other] === 0)
    .map(({ name }) => name)
  return names.length > 0 ? [`${says} ${few(names)}: is it called the same on both sides?`] : []
}
