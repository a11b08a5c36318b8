import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { z } from 'zod'
import { caseOfChannel, channelEnding } from '../data/channel-files.js'
import { few } from '../data/problems.js'
import { piecesOf } from './any-case.js'
import type { RawCase, RawSet } from './raw-case.js'
import { readJson } from './read-json.js'

const schema = z.object({
  name: z.string().optional(),
  channel_names: z.record(z.string(), z.string()).optional(),
  modality: z.record(z.string(), z.string()).optional(),
  labels: z.record(z.string(), z.union([z.int(), z.array(z.int())])),
  file_ending: z.string().startsWith('.').default('.nii.gz'),
  licence: z.string().nullish(),
  license: z.string().nullish(),
  reference: z.string().nullish(),
})

/**
 * nnU-Net's raw data sets (version 2): `imagesTr/CASE_0000.nii.gz`, …, `labelsTr/CASE.nii.gz`, and
 * `imagesTs` with `labelsTs` where there are some.
 *
 * @throws SpadError if `dataset.json` is off, labels are regions, or there is no case.
 */
export async function fromNnunet(dir: string): Promise<RawSet> {
  const file = join(dir, 'dataset.json')
  const about = await readJson(file, schema)
  const notes: string[] = []
  const { ignore, ...labels } = labelsOf(file, about.labels)
  if (ignore !== undefined)
    notes.push(`the label ignore (${ignore}) is no class: its pixels are neither learnt nor scored`)
  const channels = Object.values(about.channel_names ?? about.modality ?? {})
  const list = (part: 'Tr' | 'Ts') => casesOf(dir, part, about.file_ending, channels, notes)
  const [train, test] = [await list('Tr'), await list('Ts')]
  if (train.length === 0)
    fail(
      'node',
      `\`${dir}\` has no case: imagesTr/CASE_0000${about.file_ending} and labelsTr/CASE${about.file_ending} were expected.`,
    )
  const split = (cases: RawCase[], name: 'train' | 'test'): RawCase[] =>
    test.length > 0 ? cases.map((one) => ({ ...one, split: name })) : cases
  const licence = about.licence ?? about.license
  return {
    ...(about.name !== undefined && { name: about.name }),
    ...(licence && { licence }),
    ...(about.reference && { origin: about.reference }),
    ...(channels.length > 0 && { modality: channels.join(', ') }),
    channels,
    labels,
    ...(ignore !== undefined && { ignore }),
    cases: [...split(train, 'train'), ...split(test, 'test')],
    notes,
  }
}

function labelsOf(file: string, given: z.infer<typeof schema>['labels']): Record<string, number> {
  const labels: Record<string, number> = {}
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value))
      return fail(
        'node',
        `\`labels.${name}\` in \`${file}\` is a region of several values: classes that overlap are not ` +
          'supported. Give each value a name.',
      )
    labels[name] = value
  }
  return labels
}

async function casesOf(
  dir: string,
  part: 'Tr' | 'Ts',
  ending: string,
  channels: readonly string[],
  notes: string[],
): Promise<RawCase[]> {
  const images = channelsByCase(await namesIn(join(dir, `images${part}`)), ending)
  const masks = new Set(await namesIn(join(dir, `labels${part}`)))
  const ids = [...images.keys()]
  const without = ids.filter((id) => !masks.has(`${id}${ending}`))
  if (without.length > 0)
    notes.push(`left out, since labels${part} has nothing for them: ${few(without)}`)
  const known = new Set(ids.map((id) => `${id}${ending}`))
  const stray = [...masks].filter((name) => name.endsWith(ending) && !known.has(name))
  if (stray.length > 0)
    notes.push(`left out, since images${part} has nothing for them: ${few(stray)}`)
  return ids
    .filter((id) => masks.has(`${id}${ending}`))
    .map((name) => {
      const files = images.get(name) ?? []
      const pieces = piecesOf({
        name,
        image: files.map((one) => join(dir, `images${part}`, one)),
        mask: join(dir, `labels${part}`, `${name}${ending}`),
        modalities: channels,
        channels,
      })
      return {
        name,
        async *pieces(options) {
          refuseGaps(name, files, ending)
          yield* pieces(options)
        },
      }
    })
}

/** The files `CASE_0000`, `CASE_0001`, … of each case, in the order of their names. */
function channelsByCase(names: readonly string[], ending: string): Map<string, string[]> {
  const cases = new Map<string, string[]>()
  for (const name of names.filter((one) => one.endsWith(ending))) {
    const own = caseOfChannel(name.slice(0, -ending.length))
    if (own !== undefined) cases.set(own, [...(cases.get(own) ?? []), name])
  }
  return cases
}

/** Channels are counted from 0, so that each has its name. */
function refuseGaps(name: string, files: readonly string[], ending: string): void {
  const wanted = files.map((_, i) => `${name}${channelEnding(i)}${ending}`)
  const missing = wanted.find((one) => !files.includes(one))
  if (missing !== undefined)
    fail('node', `\`${missing}\` is missing, others of the case are there: add it, or remove them.`)
}

async function namesIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => [])
  return names.filter((name) => !name.startsWith('.')).sort()
}
