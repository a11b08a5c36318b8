import { join } from 'node:path'
import { fail, SLICE_AXES, type SliceAxis } from '@spad/core'
import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { MAX_CHANNELS } from './channel-files.js'
import { nameTable } from './name-table.js'
import { MOST_VALUE } from './read-mask.js'
import { parseJson } from './parse-json.js'
import { isAbsent } from '../files/explain-io.js'
import { readText } from '../files/read-text.js'

/** Of a description, and of a list of names in it. */
const MOST = { bytes: 2 ** 26, characters: 10_000, names: 1_000_000 } as const

const text = z.string().max(MOST.characters)
const names = z.array(text).max(MOST.names)
const color = z.tuple([byte(), byte(), byte()])

/** Height and width in mm. */
const pixel = z.tuple([z.number().positive(), z.number().positive()])

/** Values that are looked at. */
const window = z.strictObject({ center: z.number(), width: z.number().positive() })

const schema = z.object({
  name: text.optional(),
  labels: nameTable(value()).optional(),
  channels: z
    .array(text, { error: 'it must be a list of names, such as ["FLAIR", "T1"]' })
    .min(1)
    .max(MAX_CHANNELS, { error: `it may have ${MAX_CHANNELS} names at most` })
    .refine((all) => all.every((name) => name.trim() !== ''), { error: 'a name in it is empty' })
    .refine((all) => new Set(all.map((name) => name.normalize('NFC'))).size === all.length, {
      error: 'two channels have one name in it',
    })
    .optional(),
  annotated: nameTable(names, MOST.names).optional(),
  ignore: value().optional(),
  colors: nameTable(color).optional(),
  splits: z
    .strictObject({
      train: names.optional(),
      val: names.optional(),
      test: names.optional(),
    })
    .optional(),
  groupPattern: text.nullish().transform((pattern) => pattern ?? undefined),
  raters: z
    .looseObject({
      dir: z.literal('raters', { error: 'must be "raters"' }).optional(),
      coding: z.enum(['bits', 'counts'], { error: 'must be "bits" or "counts"' }).optional(),
      count: z.int().min(1).max(8).optional(),
      readersPerImage: nameTable(z.int().min(1).max(8), MOST.names).optional(),
    })
    .optional(),
  spacing: z
    .union([pixel, z.record(text, pixel)], {
      error: 'it must be [height, width], two numbers above 0, or such a pair for each name',
    })
    .optional(),
  prepare: z
    .looseObject({
      type: text.optional(),
      neighbours: z.int().min(0).max(1).optional(),
      spacing: z.number().positive().optional(),
      axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
      window: z
        .union([window, z.array(window.nullable()).min(1).max(MAX_CHANNELS)], {
          error:
            'it must be {center, width}, or a list of one for each of `channels`, null for one that has none',
        })
        .optional(),
      channel: z.int().min(0).optional(),
    })
    .superRefine(({ type, ...options }, context) => {
      // the options of another preparation are its own
      const odd = Object.keys(options).find((key) => !PREPARED.includes(key))
      if (type === undefined && odd !== undefined)
        context.addIssue({ code: 'unrecognized_keys', keys: [odd], input: options })
    })
    .optional(),
  licence: text.optional(),
  origin: text.optional(),
  modality: text.optional(),
})

function byte(): z.ZodNumber {
  return z.int().min(0).max(255)
}

/** What a mask may hold. */
function value(): z.ZodNumber {
  return z.int().min(0).max(MOST_VALUE)
}

/** What `dataset.json` may say; other keys are left alone. */
export type Description = z.infer<typeof schema>

/**
 * Reads `dataset.json`, `{}` if there is none.
 *
 * @throws SpadError naming the first thing in it that is off.
 */
export async function readDescription(dir: string): Promise<Description> {
  const file = join(dir, 'dataset.json')
  const text = await readText(file).catch((error: unknown) => {
    if (isAbsent(error)) return '{}'
    throw error
  })
  if (text.length > MOST.bytes)
    fail('node', `\`${file}\` has ${text.length} characters: at most ${MOST.bytes} are read.`)
  const content = parseJson(file, text)
  refuseWrongWayRound(file, content)
  refuseMisspelt(file, content)
  const parsed = schema.safeParse(content)
  if (parsed.success) {
    refuseOtherWindows(file, parsed.data)
    return inNormalForm(parsed.data)
  }
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.') ?? ''
  return fail(
    'node',
    `\`${path === '' ? 'content' : path}\` in \`${file}\` is off: ${issue?.message ?? 'invalid'}. ` +
      'It may hold name, labels {name: value 0 to 65535}, ignore (a value 0 to 65535), ' +
      'channels [names, each with pictures CASE_0000, CASE_0001, … of its own], ' +
      'annotated {case: [the classes that were looked for]}, ' +
      'colors {name: [r, g, b]}, splits {train, val, test: [names]}, groupPattern, raters {coding, count, readersPerImage}, ' +
      'spacing [height, width] of a pixel in mm (or {name: …}), prepare {neighbours: 0 or 1, spacing: mm, axis, window {center, width} or a list of one for each channel, channel, or a type of your own and its options}, licence, origin and modality.',
  )
}

/** Windows in a list are those of the channels, in their order. */
function refuseOtherWindows(file: string, { channels = [], prepare }: Description): void {
  const { window, type } = prepare ?? {}
  if (!Array.isArray(window) || type !== undefined || window.length === channels.length) return
  const many =
    channels.length === 0
      ? 'there are no `channels`. Write one window, {center, width}, or name the channels.'
      : `\`channels\` are ${channels.length} (${channels.join(', ')}). Write a window, or null, for each.`
  fail('node', `\`prepare.window\` in \`${file}\` is a list of ${window.length}, and ${many}`)
}

/** What the slices of scans were made by. */
const PREPARED = ['neighbours', 'spacing', 'axis', 'window', 'channel']

/** Keys that a user may misspell, and of what kind their values are. */
const TO_SPELL = {
  labels: ['object'],
  channels: ['array'],
  annotated: ['object'],
  ignore: ['number'],
  colors: ['object'],
  splits: ['object'],
  groupPattern: ['string'],
  raters: ['object'],
  spacing: ['array', 'object'],
  prepare: ['object'],
} as const

/** Other keys are left alone, such as a note `prepared`, but what is meant for one of these shall not be. */
function refuseMisspelt(file: string, content: unknown): void {
  if (typeof content !== 'object' || content === null) return
  const plain = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '')
  const known: readonly string[] = Object.keys(schema.shape)
  for (const [key, value] of Object.entries(content)) {
    if (key.length >= 20 || known.includes(key)) continue
    const meant = Object.entries(TO_SPELL).find(
      ([one, kinds]: [string, readonly string[]]) =>
        kinds.includes(kindOf(value)) && alike(plain(key), plain(one)),
    )
    if (meant === undefined) continue
    fail('node', `\`${key}\` in \`${file}\` is no known key: write \`${meant[0]}\`, or rename it.`)
  }
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

/** One letter is off, or two are in each other's place. */
function alike(one: string, other: string): boolean {
  const letters = (word: string): string => Array.from(word).sort().join('')
  return distance(one, other) < 2 || letters(one) === letters(other)
}

/** nnU-Net's first format and the Decathlon have values as keys: `{"0": "background"}`. */
function refuseWrongWayRound(file: string, content: unknown): void {
  const labels = z.object({ labels: z.record(z.string(), z.string()) }).safeParse(content)
  if (!labels.success) return
  const entries = Object.entries(labels.data.labels)
  if (entries.length === 0 || !entries.every(([key]) => /^\d+$/.test(key))) return
  const turned = entries.map(([value, name]) => `${JSON.stringify(name)}: ${Number(value)}`)
  fail(
    'node',
    `\`labels\` in \`${file}\` is the wrong way round: names come first, then values. ` +
      `Write {${turned.join(', ')}}.`,
  )
}

/** Names in the form that the names of files are brought to. */
function inNormalForm(description: Description): Description {
  const { splits, channels } = description
  const inNfc = (names: readonly string[]): string[] => names.map((name) => name.normalize('NFC'))
  const nfc = Object.entries(splits ?? {}).map(([split, names]) => [split, inNfc(names)])
  return {
    ...description,
    ...(channels && { channels: inNfc(channels) }),
    ...(splits && { splits: Object.fromEntries(nfc) as NonNullable<Description['splits']> }),
  }
}
