import { basename } from 'node:path'
import {
  amount,
  fail,
  mapInto,
  type Prepared,
  prepareSlices,
  prepareTogether,
  type Raster,
  resizeLabels,
  type Scan,
  sliceLabels,
  splitChannels,
} from '@spad/core'
import { valuesOf } from '@spad/formats'
import { encode } from 'fast-png'
import { MIN_SIDE } from '../data/check-header.js'
import { MOST_VALUE } from '../data/read-mask.js'
import { pickChannel } from '../images/color-map.js'
import { readSource } from '../scans/scan-source.js'
import { windowsByName } from '../config/scan-windows.js'
import { channelNames } from './channel-names.js'
import { checkSameGrid } from './same-grid.js'
import type { CutOptions, FileBytes, Piece } from './raw-case.js'

/** A volume and its labels. */
export interface VolumeFiles {
  readonly name: string
  /** One file, or one for each channel. */
  readonly image: readonly string[]
  readonly mask: string
  /** What each channel was taken with, where the set says so: `CT`, `MR`. */
  readonly modalities?: readonly string[] | undefined
  /** What the channels are called. @default they are numbered */
  readonly channels?: readonly string[] | undefined
}

/**
 * The slices of a volume, 16 bits each and a picture for each channel, with those of its labels. With
 * `neighbours` of 1, the slice below is the red of a picture, itself the green, and the slice above the blue.
 */
export async function* volumeCase(files: VolumeFiles, options: CutOptions): AsyncGenerator<Piece> {
  const { allow, axis, window, channel, neighbours = 0, spacing, prepare } = options
  const read = async (path: string): Promise<Scan> =>
    (await readSource({ name: files.name, format: '', paths: [path] }, { allow })).scan
  const images = chosenFiles(files, channel)
  const whole = await Promise.all(images.map(read))
  const several = images.length > 1 || files.image.length > 1
  if (several) refuseStacks(images, whole)
  const scans = whole
    .flatMap((scan) => (several ? [scan] : chosenChannels(scan, channel, files.name)))
    .map((scan, i) => ({ ...scan, ...modalityOf(files, channel ?? i) }))
  const labels = await read(files.mask)
  const [first] = scans as [Scan, ...Scan[]]
  checkSameGrid(basename(images[0]), first.grid, basename(files.mask), labels.grid)
  const labelled = labelValues(basename(files.mask), labels)
  const names = channelNames(files.channels ?? [], channel ?? 0, scans.length)
  const windows = windowsByName(window, names)
  const prepared = prepareTogether(scans as [Scan, ...Scan[]], prepare ?? prepareSlices, {
    ...(neighbours > 0 && { channels: 2 * neighbours + 1 }),
    // one of one's own has been told
    ...(!prepare && {
      ...(axis && { axis }),
      ...(windows && { window: windows }),
      ...(neighbours > 0 && { neighbours }),
      ...(spacing !== undefined && { spacing }),
    }),
  })
  const colour = neighbours > 0 || first.channels === 3
  for (let slice = 0; slice < prepared.slicing.slices; slice++)
    yield pieceOf(prepared, slice, labelled, colour)
}

function pieceOf(
  { slicing, picture }: Prepared,
  slice: number,
  { indices, values }: Labelled,
  colour: boolean,
): Piece {
  const image = picture(slice)
  const { height, width } = image
  const [tall, wide] = slicing.spacing
  if (Math.min(height, width) < MIN_SIDE)
    fail(
      'node',
      `a slice has ${width} × ${height} pixels: each side must be at least ${MIN_SIDE}. Take another ` +
        '`--axis`, a smaller `--spacing`, or leave it out.',
    )
  return {
    slice: slice + 1,
    images: pngsOf(image, colour),
    mask: resizeLabels(
      sliceLabels(slicing, indices, slice),
      height,
      width,
      Math.max(2, values.length),
    ),
    values,
    // a side is a whole number of pixels, so that a pixel is nearly what was asked for
    spacing: [(tall * slicing.height) / height, (wide * slicing.width) / width],
    cut: true,
  }
}

/** A picture of 16 bits for each channel, or one of red, green and blue. */
function pngsOf(image: Raster, colour: boolean): [FileBytes, ...FileBytes[]] {
  if (colour) return [pngOf(image)]
  const each = Array.from({ length: image.channels }, (_, c) => pngOf(pickChannel(image, c)))
  return each as [FileBytes, ...FileBytes[]]
}

function pngOf({ data, height, width, channels }: Raster): FileBytes {
  const samples = Uint16Array.from(data, (value) => Math.round(value * 65535))
  const bytes = encode({
    width,
    height,
    data: samples,
    depth: 16,
    channels: channels === 3 ? 3 : 1,
  })
  return { bytes, ending: '.png' }
}

/** A file beside others is one channel. */
function refuseStacks(files: readonly string[], scans: readonly Scan[]): void {
  const index = scans.findIndex(({ channels }) => channels !== 1)
  if (index >= 0)
    fail(
      'node',
      `\`${basename(files[index] ?? '')}\` has ${scans[index]?.channels ?? 0} channels: where each channel has a ` +
        'file of its own, it must have 1. Divide it.',
    )
}

/** The files of all channels, or that of the one that is wanted. */
export function chosenFiles(
  { name, image }: VolumeFiles,
  channel: number | undefined,
): readonly [string, ...string[]] {
  if (channel === undefined || image.length < 2) return image as [string, ...string[]]
  const one = image[channel]
  return one === undefined ? noChannel(channel, name, image.length) : [one]
}

/** The channels of a file, or the one that is wanted. */
function chosenChannels(scan: Scan, channel: number | undefined, name: string): readonly Scan[] {
  const all = splitChannels(scan)
  if (channel === undefined || all.length < 2) return all
  return [all[channel] ?? noChannel(channel, name, all.length)]
}

function noChannel(channel: number, name: string, count: number): never {
  return fail('node', `\`channel\` is ${channel}: \`${name}\` has ${count}, counted from 0.`)
}

function modalityOf({ modalities }: VolumeFiles, channel: number): Partial<Scan> {
  const modality = modalities?.[channel] ?? modalities?.[0]
  if (modality === undefined) return {}
  return { modality: /^ct$/i.test(modality.trim()) ? 'CT' : modality }
}

interface Labelled {
  /** Of each voxel, which of the values it has. */
  readonly indices: Uint8Array
  /** All that occur, ascending. */
  readonly values: readonly number[]
}

/** The numbers of a label volume, which are few. */
function labelValues(file: string, labels: Scan): Labelled {
  const all = valuesOf(labels)
  if (labels.channels !== 1)
    fail('node', `\`${file}\` has ${amount(labels.channels, 'channel')}: labels have 1.`)
  const held = new Uint8Array(MOST_VALUE + 1)
  for (const value of all) {
    if (!(Number.isInteger(value) && value >= 0 && value <= MOST_VALUE))
      fail('node', `\`${file}\` holds ${value}: labels are whole numbers from 0 to ${MOST_VALUE}.`)
    held[value] = 1
  }
  const values = [...held.keys()].filter((value) => held[value] === 1)
  if (values.length > 255)
    fail(
      'node',
      `\`${file}\` holds ${values.length} different numbers: a set has 255 classes at most.`,
    )
  const index = new Uint8Array(MOST_VALUE + 1)
  values.forEach((value, i) => (index[value] = i))
  return { indices: mapInto(new Uint8Array(all.length), all, (value) => index[value]!), values }
}
