import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { amount, type ChannelWindows, fail, type LabelMap, mapInto, type Window } from '@spad/core'
import { encode } from 'fast-png'
import { ioCode } from '../files/explain-io.js'
import { failedResult } from '../support/failed-result.js'
import { channelEnding, MAX_CHANNELS } from '../data/channel-files.js'
import { writeAtomically } from '../files/atomic.js'
import { windowsByName } from '../config/scan-windows.js'
import { channelNames } from './channel-names.js'
import type { CutOptions, Piece, RawCase, RawSet } from './raw-case.js'

/** What came of a conversion. */
export interface Written {
  /** Cases of the foreign set that are in the new one. */
  readonly cases: number
  /** Pictures that they became. */
  readonly pictures: number
  /** What went wrong with the others. */
  readonly problems: readonly string[]
}

/** Between whose a case is and which it is: what stands before it is one group. */
const BETWEEN = '__'
const GROUP_PATTERN = `^(.*?)${BETWEEN}`

/**
 * Writes a data set: `images/`, `masks/` and, last, `dataset.json`. A case that cannot be read is left out
 * and told.
 *
 * @throws SpadError if the folder holds something, two cases have one name, or none can be read.
 */
export async function writeSet(
  out: string,
  set: RawSet,
  options: CutOptions,
  onCase?: (done: number, of: number, name: string) => void,
): Promise<Written> {
  await refuseFull(out)
  const { channels: named = [] } = set
  // a name that no channel has is told before volumes are read
  if (named.length > 0) windowsByName(options.window, channelNames(named, 0, named.length))
  const names = new Map<string, RawCase>()
  for (const one of set.cases) {
    const key = nameOf(one).normalize('NFC').toLowerCase()
    if (names.has(key)) fail('node', `two cases are called \`${nameOf(one)}\`: rename one of them.`)
    names.set(key, one)
  }
  const splits: Record<string, string[]> = {}
  const spacing: Record<string, readonly [number, number]> = {}
  const problems: string[] = []
  const values = new Set<number>()
  let pictures = 0
  let count: number | undefined
  let cut = false
  for (const [index, one] of set.cases.entries()) {
    try {
      for await (const piece of one.pieces(options)) {
        const name = nameOf(one, piece.slice)
        count ??= piece.images.length
        refuseOtherCount(piece, count)
        refuseOtherNames(piece, set.channels ?? [], options)
        await writePiece(out, name, piece, set)
        if (one.split) (splits[one.split] ??= []).push(name)
        if (!('bytes' in piece.mask)) for (const value of piece.mask.data) values.add(value)
        if (piece.spacing) spacing[name] = piece.spacing
        cut ||= piece.cut ?? false
        pictures++
      }
    } catch (error) {
      const { message, fatal } = failedResult(error)
      if (fatal) throw error
      problems.push(`${one.name}: ${message}`)
    }
    onCase?.(index + 1, set.cases.length, one.name)
  }
  if (pictures === 0) fail('node', `no case could be read: ${problems[0] ?? 'there is none'}`)
  const labels = set.labels ?? namesFor(values)
  await writeAtomically(
    join(out, 'dataset.json'),
    `${JSON.stringify(describe({ ...set, ...(labels && { labels }) }, { splits, spacing, count, cut: cut ? options : {} }), undefined, 2)}\n`,
  )
  return { cases: set.cases.length - problems.length, pictures, problems }
}

/** Names for the values that masks hold, the smallest the background; none where masks came as files. */
function namesFor(values: ReadonlySet<number>): Record<string, number> | undefined {
  if (values.size === 0) return undefined
  const [smallest = 0, ...others] = [...values].sort((a, b) => a - b)
  return {
    background: smallest,
    ...Object.fromEntries(others.map((value) => [`class ${value}`, value])),
  }
}

async function refuseFull(out: string): Promise<void> {
  const there = await readdir(out).catch((error: unknown) => {
    if (ioCode(error) === 'ENOENT') return []
    throw error
  })
  if (there.length > 0)
    fail(
      'node',
      `\`${out}\` holds files already: a data set is converted into a folder of its own.`,
    )
}

function nameOf({ name, group }: RawCase, slice?: number): string {
  const [own, whose] = [name, group].map((part) => part?.replace(/[/\\:]+|_{2,}/g, '_'))
  const number = slice === undefined ? '' : String(slice).padStart(4, '0')
  if (whose !== undefined)
    return [`${whose}${BETWEEN}${own ?? ''}`, number].filter(Boolean).join('_')
  return [own, number].filter(Boolean).join(BETWEEN)
}

async function writePiece(
  out: string,
  name: string,
  { images, mask, values }: Piece,
  set: Pick<RawSet, 'ignore' | 'labels'>,
): Promise<void> {
  const { bytes, ending } =
    'bytes' in mask ? mask : { bytes: maskPng(mask, values, set), ending: '.png' }
  await writeAtomically(join(out, 'masks', `${name}${ending}`), bytes)
  for (const [channel, image] of images.entries()) {
    const which = images.length > 1 ? channelEnding(channel) : ''
    await writeAtomically(join(out, 'images', `${name}${which}${image.ending}`), image.bytes)
  }
}

function refuseOtherCount({ images }: Piece, count: number): void {
  if (images.length > MAX_CHANNELS)
    fail(
      'node',
      `it has ${amount(images.length, 'channel')}: ${MAX_CHANNELS} are the most. Take one of them with \`--channel\`, or divide it.`,
    )
  if (images.length === count) return
  fail(
    'node',
    `it has ${amount(images.length, 'channel')}, those before it ${count}: all cases of a set have the same. ` +
      'Take one of them with `--channel`.',
  )
}

/** Where all channels are taken, there are as many as have names; one picture may be red, green and blue. */
function refuseOtherNames(
  { images }: Piece,
  names: readonly string[],
  { channel, neighbours = 0 }: CutOptions,
): void {
  const { length: count } = images
  const colour = count === 1 && names.length === 3
  if (names.length === 0 || names.length === count || colour) return
  if (channel !== undefined || (neighbours > 0 && count === 1)) return
  fail(
    'node',
    `it has ${count} channel${count > 1 ? 's' : ''}, but dataset.json names ${names.length} ` +
      `(${names.join(', ')}): name each, or take one with \`--channel\`.`,
  )
}

/** Values as they are; those that no class has are refused. */
function maskPng(
  { data: indices, height, width }: LabelMap,
  values: Piece['values'],
  { labels, ignore }: Pick<RawSet, 'ignore' | 'labels'>,
): Uint8Array {
  const wide = values?.some((value) => value > 255) === true
  const into = new (wide ? Uint16Array : Uint8Array)(indices.length)
  const data = mapInto(into, indices, (index) => values?.[index] ?? index)
  const known = labels && new Set<number | undefined>([...Object.values(labels), ignore])
  const strange = known && [...new Set(data)].find((value) => !known.has(value))
  if (strange !== undefined)
    fail('node', `its labels hold ${strange}, which the set gives no name: add it to \`labels\`.`)
  return encode({ width, height, data, depth: wide ? 16 : 8, channels: 1 })
}

interface Described {
  readonly splits: Record<string, string[]>
  readonly spacing: Record<string, readonly [number, number]>
  /** Pictures of each case. */
  readonly count: number | undefined
  /** How volumes were cut, where there were some. */
  readonly cut: Partial<CutOptions>
}

function describe(
  { name, labels, ignore, colors, licence, origin, modality, channels }: RawSet,
  {
    splits,
    spacing,
    count = 1,
    cut: { neighbours = 0, spacing: wanted, axis, window, channel, prepare: own },
  }: Described,
): object {
  const all = Object.values(spacing)
  const [first] = all
  const windows = oneOrAll(windowsByName(window, channelNames(channels ?? [], channel ?? 0, count)))
  const prepare = {
    ...(own?.config ?? {
      ...(neighbours > 0 && { neighbours }),
      ...(wanted !== undefined && { spacing: wanted }),
      ...(axis && { axis }),
      ...(windows && { window: windows }),
    }),
    ...(channel !== undefined && { channel }),
  }
  const same = first && all.every((one) => one.join() === first.join())
  return {
    name,
    labels,
    ignore,
    colors,
    ...(count > 1 && {
      channels: channelNames(channels ?? [], 0, count),
    }),
    ...(Object.keys(splits).length > 0 && { splits }),
    groupPattern: GROUP_PATTERN,
    ...(first && { spacing: same ? first : spacing }),
    ...(Object.keys(prepare).length > 0 && { prepare }),
    licence,
    origin,
    modality,
  }
}

/** Of one channel there is one window. */
function oneOrAll(
  windows: Window | ChannelWindows | undefined,
): Window | ChannelWindows | null | undefined {
  const [one = null, ...more] = [windows ?? null].flat()
  return more.length === 0 ? one : windows
}
