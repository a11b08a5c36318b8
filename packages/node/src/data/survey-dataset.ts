import { amount, fail, type Sample } from '@spad/core'
import type { OpenedDataset, Split } from './opened-dataset.js'
import { collectProblems, few } from './problems.js'
import type { Splits } from './splits.js'
import { type Place, SurveyMeter } from './survey-meter.js'
import type { Survey } from './survey.js'

export interface SurveyOptions {
  /** Which cases are looked at. @default 'all' */
  readonly split?: Split
  /** Given each case that was decoded, in no order, so that nothing need be read twice. */
  readonly onCase?: (sample: Sample) => void
}

/**
 * Decodes every case once and says what there is of each class, what was passed over and what is
 * probably wrong: classes that a split lacks, images in several splits, groups in several splits.
 *
 * @throws SpadError that names all cases that cannot be read, masks whose palettes contradict each other,
 *   or that no mask shows any class.
 */
export async function surveyDataset(
  dataset: OpenedDataset,
  { split = 'all', onCase }: SurveyOptions = {},
): Promise<Survey> {
  const { place: where, files, names, classes } = dataset
  const splits = split === 'all' ? splitsIfAny(dataset) : dataset.splits
  const place = placesOf(splits)
  const wanted = split === 'all' ? names : dataset.splits[split]
  const chosen = new Set(wanted)
  const meter = new SurveyMeter(classes)
  await collectProblems(
    where,
    names.flatMap((name, index) => (chosen.has(name) ? [index] : [])),
    async (index) => {
      const read = await dataset.inspect(index)
      meter.add(read, place(read.sample.name), files?.[index]?.mask ?? where)
      onCase?.(read.sample)
    },
  )
  const found = meter.result()
  if (split === 'all') refuseOneClass(where, found.classes)
  return {
    ...found,
    notes: [...dataset.notes, ...found.notes, ...fewCases(found.cases)],
    warnings: [...found.warnings, ...dividedGroups(dataset, splits)],
  }
}

/** Where every pixel that is known has one class, any answer of that class is right. */
function refuseOneClass(dir: string, classes: Survey['classes']): void {
  const [only, other] = classes.filter(({ share }) => share > 0)
  if (other) return
  const held = only ? `${only.value} (${only.name})` : 'the value to be ignored'
  fail(
    'node',
    `the masks in \`${dir}\` hold ${held} in every pixel of every mask: there is nothing to segment. ` +
      'Check `labels` in dataset.json and the masks.',
  )
}

/** Fewer than this tell one case from another, not a good model from a bad one. */
const FEW = 3

function fewCases({ val, test }: Survey['cases']): string[] {
  const small = Object.entries({ validation: val, test }).filter(([, n]) => n > 0 && n < FEW)
  if (small.length === 0 || test === 0) return []
  const each = small.map(([name, n]) => `${name} has ${amount(n, 'case')}`)
  return [
    `${each.join(', ')}: single images decide what is said there. More cases help, or ` +
      '`spad cross-validate`, which validates on every case but the test cases',
  ]
}

/** Too few cases to be split can still be looked at. */
function splitsIfAny(dataset: OpenedDataset): Splits | undefined {
  try {
    return dataset.splits
  } catch {
    return undefined
  }
}

function placesOf(splits: Splits | undefined): (name: string) => Place {
  const place = new Map<string, Place>()
  for (const [split, names] of Object.entries(splits ?? {}))
    for (const name of names as readonly string[]) place.set(name, split as Place)
  return (name) => place.get(name) ?? 'train'
}

/** Splits that dataset.json names may divide what its pattern holds together. */
function dividedGroups({ groupOf }: OpenedDataset, splits: Splits | undefined): string[] {
  const places = new Map<string, Set<string>>()
  for (const [split, names] of Object.entries(splits ?? {}))
    for (const name of names as readonly string[]) {
      const group = groupOf(name)
      places.set(group, (places.get(group) ?? new Set()).add(split))
    }
  const divided = [...places].filter(([, inSplits]) => inSplits.size > 1)
  if (divided.length === 0) return []
  const shown = divided.map(([group, inSplits]) => `${group} (${[...inSplits].join(', ')})`)
  return [
    `${divided.length} group${divided.length > 1 ? 's are' : ' is'} in several splits: ${few(shown)}; ` +
      'scores of such cases say little about new patients',
  ]
}
