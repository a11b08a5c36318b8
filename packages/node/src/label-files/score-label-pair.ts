import {
  type CaseScores,
  type Distances,
  fail,
  type Grid,
  IGNORED,
  type LabelVolume,
  scoreVolume,
} from '@spad/core'
import type { NamedLabels } from './named-labels.js'
import { onOneGrid } from './on-one-grid.js'
import type { LabelPair } from './pair-label-files.js'
import { type FileClass, readLabelFile } from './read-label-file.js'

/** The scores of a case, in the order of its own classes. */
export interface PairScores {
  /** Without `volumes` where it is a picture. */
  readonly scores: CaseScores
  readonly classes: readonly { readonly name: string; readonly value: number }[]
  readonly spacing: Grid['spacing']
  /** What distances are in: pictures say nothing of mm. */
  readonly unit: Distances['unit']
  readonly notes: readonly string[]
}

export interface ScorePairOptions {
  readonly tolerance: number
  readonly allow: readonly string[]
  readonly known?: NamedLabels | undefined
}

/**
 * Reads and scores one case. Classes meet by their names where both files have names, else by number;
 * segments of one name are one class.
 *
 * @throws SpadError if a file cannot be read, the grids differ, or a label is none of those that are known.
 */
export async function scoreLabelPair(
  { name, truth, prediction }: LabelPair,
  { tolerance, allow, known }: ScorePairOptions,
): Promise<PairScores> {
  const [there, found] = [await readLabelFile(truth, allow), await readLabelFile(prediction, allow)]
  if (there.picture !== found.picture)
    fail(
      'node',
      `${name}: one side is a picture, the other a volume in mm: give both in the format of either.`,
    )
  const volumes = onOneGrid(name, there, found)
  const classes = new Map<string, { name: string; value: number }>()
  const named = [there, found].every((side) => side.classes.slice(1).every((one) => one.name))
  const names = new Map(
    [...found.classes, ...there.classes].flatMap(({ value, name: own }) =>
      own === undefined ? [] : [[value, own] as const],
    ),
  )
  const keyOf = (one: FileClass): string => {
    const own =
      known?.names.get(one.value) ?? one.name ?? names.get(one.value) ?? `label ${one.value}`
    const key = named ? (one.name ?? own) : own
    if (known && ![...known.names.values()].includes(key))
      fail(
        'node',
        `${name}: a file has the label ${one.name ?? one.value}, which \`--labels\` does not name.`,
      )
    if (!classes.has(key)) classes.set(key, { name: key, value: one.value })
    return key
  }
  const ignored = (one: FileClass): boolean => known?.ignore === one.value && one.name === undefined
  const keys = [there, found].map((side, s) =>
    side.classes.slice(1).map((one) => (s === 0 && ignored(one) ? undefined : keyOf(one))),
  )
  const order = [...classes.keys()]
  const [one, other] = [volumes.truth, volumes.prediction].map((volume, s) =>
    mapped(volume, [0, ...(keys[s] ?? []).map((key) => indexOf(order, key))]),
  ) as [LabelVolume, LabelVolume]
  const { volumes: extents, ...scores } = scoreVolume(
    name,
    one,
    other,
    Math.max(2, order.length + 1),
    { tolerance },
  )
  return {
    scores: there.picture ? scores : { ...scores, volumes: extents },
    unit: there.picture ? 'px' : 'mm',
    classes: [...classes.values()],
    spacing: volumes.truth.grid.spacing,
    notes: [...new Set([...there.notes, ...found.notes])],
  }
}

const indexOf = (order: readonly string[], key: string | undefined): number =>
  key === undefined ? IGNORED : order.indexOf(key) + 1

function mapped({ data, grid }: LabelVolume, to: readonly number[]): LabelVolume {
  const table = Uint8Array.from(to)
  return { data: data.map((index) => table[index]!), grid }
}
