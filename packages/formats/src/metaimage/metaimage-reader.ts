import { amount } from '@spad/core'
import type { NamedFile, ReadOptions, Scan } from '@spad/core'
import { failFile } from '../file-error.js'
import { affineFrom, scaled } from '../geometry/affine.js'
import { placedGrid } from '../geometry/placed-grid.js'
import { inflate } from '../gzip/inflate.js'
import { countSamples, sliceOf } from '../limits.js'
import type { FormatReader } from '../format-reader.js'
import { bytesPerSample, interleave, samplesFrom, type SampleType } from '../samples/samples.js'
import { headerLines, latin1, numbersIn } from '../text-header.js'

/**
 * MetaImage: `.mha` in one file, or `.mhd` and the file that it names; raw or zlib. A fourth axis becomes
 * channels.
 */
export const metaimageReader: FormatReader = {
  name: 'metaimage',
  partners: ({ bytes }) => [baseName(parse(bytes).fields.get('elementdatafile') ?? '')],
  matches: (head, name) =>
    /\.mh[ad]$/i.test(name) || /^(ObjectType|NDims)\s*=/.test(latin1(head.subarray(0, 20))),
  read: async (files, options) => {
    const file =
      files.find(({ name }) => /\.mh[ad]$/i.test(name)) ??
      files[0] ??
      failFile('no file', 'is no MetaImage.')
    return readMetaimage(file, files, options)
  },
}

interface Header {
  readonly fields: ReadonlyMap<string, string>
  readonly end: number
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

function parse(bytes: Uint8Array): Header {
  const { lines, end } = headerLines(bytes, (line) => /^ElementDataFile\s*=/i.test(line))
  const pairs = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    return at < 0 ? [] : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]]
  })
  return { fields: new Map(pairs), end }
}

/** https://itk.org/Wiki/ITK/MetaIO/Documentation. */
const TYPES: Readonly<Record<string, SampleType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  // of four bytes, whatever a platform's long has
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
}

/** Without a turn, by the number of axes. */
const IDENTITY: Readonly<Record<number, string>> = {
  2: '1 0 0 1',
  3: '1 0 0 0 1 0 0 0 1',
  4: '1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1',
}

const SPACINGS = ['ElementSpacing', 'ElementSize'] as const

async function readMetaimage(
  file: NamedFile,
  files: readonly NamedFile[],
  { signal }: ReadOptions = {},
): Promise<Scan> {
  signal?.throwIfAborted()
  const { name } = file
  const header = parse(file.bytes)
  const { fields } = header
  const sizes = numbersIn(name, 'DimSize', fields.get('dimsize') ?? '')
  const axes = Number(fields.get('ndims'))
  if (sizes.length !== axes || axes < 2 || axes > 4)
    failFile(
      name,
      `has ${amount(sizes.length, 'size')} for ${amount(axes, 'axis', 'axes')}: two, three or four are read.`,
    )
  const channels = Number(fields.get('elementnumberofchannels') ?? 1)
  const named = fields.get('elementtype') ?? ''
  const type =
    (Object.hasOwn(TYPES, named) ? TYPES[named] : undefined) ??
    failFile(name, `has samples of type \`${named}\`: store whole or real numbers.`)
  const length = countSamples(name, [...sizes, channels]) * bytesPerSample(type)
  const bytes = await unpacked(file, header, files, length, signal)
  const big = isTrue(name, fields, ['BinaryDataByteOrderMSB', 'ElementByteOrderMSB'])
  const [columns = 1, rows = 1, slices = 1, volumes = 1] = sizes
  if (channels > 1 && volumes > 1)
    failFile(name, 'holds several channels along a fourth axis: split it.')
  return {
    data: interleave(samplesFrom(name, bytes, type, !big), volumes),
    grid: gridOf(name, fields, axes, [columns, rows, slices]),
    channels: channels * volumes,
    // the format has no word for it; ITK takes three components for colours too
    ...(channels === 3 && type === 'uint8' && { colour: true }),
    notes: [
      ...(SPACINGS.some((field) => fields.has(field.toLowerCase()))
        ? []
        : ['the file says no spacing: 1 mm is taken.']),
      ...(volumes > 1 ? [`its ${volumes} volumes were read as channels.`] : []),
    ],
  }
}

/** Whether the first of some fields that is there says so. */
function isTrue(
  name: string,
  fields: Header['fields'],
  keys: readonly string[],
  otherwise = false,
): boolean {
  const key = keys.find((each) => fields.has(each.toLowerCase()))
  if (key === undefined) return otherwise
  const text = fields.get(key.toLowerCase()) ?? ''
  if (/^(true|1)$/i.test(text)) return true
  if (/^(false|0)$/i.test(text)) return false
  return failFile(name, `has \`${key}\` ${text}: it must be True or False.`)
}

async function unpacked(
  file: NamedFile,
  { fields, end }: Header,
  files: readonly NamedFile[],
  length: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const where = fields.get('elementdatafile') ?? failFile(file.name, 'names no file of samples.')
  if (/^LIST|%/.test(where))
    failFile(file.name, 'spreads its samples over files: store them in one.')
  if (!isTrue(file.name, fields, ['BinaryData'], true))
    failFile(file.name, 'holds its samples as text: store them in binary.')
  const base = baseName(where)
  // MetaIO takes it in any letters
  const local = where.toUpperCase() === 'LOCAL'
  const other = local ? file : files.find(({ name }) => name === base)
  if (!other) return failFile(file.name, `has its samples in \`${where}\`: give that file too.`)
  const bytes = local ? file.bytes.subarray(end) : other.bytes
  if (isTrue(file.name, fields, ['CompressedData']))
    return sliceOf(
      other.name,
      await inflate(other.name, bytes, { wanted: () => length, signal }),
      0,
      length,
    )
  const skip = Number(fields.get('headersize') ?? 0)
  return sliceOf(other.name, bytes, skip === -1 ? bytes.length - length : skip, length)
}

function gridOf(
  name: string,
  fields: Header['fields'],
  axes: number,
  size: readonly [number, number, number],
): Scan['grid'] {
  const field = (names: readonly string[], otherwise: string) =>
    numbersIn(
      name,
      names[0] ?? '',
      names.map((each) => fields.get(each.toLowerCase())).find((text) => text) ?? otherwise,
    )
  const spacing = field(SPACINGS, '1 1 1 1')
  const origin = field(['Offset', 'Position', 'Origin'], '0 0 0')
  const turn = field(['TransformMatrix', 'Rotation', 'Orientation'], IDENTITY[axes] ?? '')
  if (axes === 4 && [0, 1, 2].some((axis) => turn[4 * axis + 3] !== 0 || turn[12 + axis] !== 0))
    failFile(name, 'has a matrix that turns space into its fourth axis: mend it.')
  const vectors = [0, 1, 2].map((axis) =>
    scaled(
      axis < axes
        ? [0, 1, 2].map((index) => (index < axes ? (turn[axis * axes + index] ?? NaN) : 0))
        : [0, 0, 1],
      axis < axes ? (spacing[axis] ?? NaN) : 1,
    ),
  )
  const place = [0, 1, 2].map((index) => origin[index] ?? 0)
  const flat = 'has a matrix or spacing that does not span space.'
  return placedGrid(name, affineFrom(vectors, place), size, flat)
}
