import { amount } from '@spad/core'
import { failFile } from '../file-error.js'
import type { SampleType } from '../samples/samples.js'
import { headerLines, numbersIn } from '../text-header.js'

/** What a NRRD header says; names of fields in lower case. */
export interface NrrdHeader {
  readonly fields: ReadonlyMap<string, string>
  /** `key:=value` pairs, which Slicer uses for segments. */
  readonly pairs: ReadonlyMap<string, string>
  /** Where the samples begin, unless they are in another file. */
  readonly end: number
}

export const isNrrd = (head: Uint8Array): boolean =>
  String.fromCharCode(...head.subarray(0, 7)) === 'NRRD000'

/** @throws SpadError if a wanted field is missing. */
export function parseNrrdHeader(name: string, bytes: Uint8Array): NrrdHeader {
  if (!isNrrd(bytes)) failFile(name, 'is no NRRD file.')
  const { lines, end } = headerLines(bytes, (line) => line === '')
  const fields = new Map<string, string>()
  const pairs = new Map<string, string>()
  for (const line of lines.slice(1)) {
    if (line.startsWith('#')) continue
    const match = /^([^:]+):(=| )(.*)$/.exec(line)
    if (!match) continue
    const [, key = '', kind, value = ''] = match
    if (kind === '=') pairs.set(key, value)
    else fields.set(key.toLowerCase(), value.trim())
  }
  return { fields, pairs, end }
}

const fieldOf = (name: string, { fields }: NrrdHeader, field: string): string =>
  fields.get(field) ?? failFile(name, `has no \`${field}\` in its header.`)

/** @throws SpadError unless there are as many as `dimension` says. */
export function sizesOf(name: string, header: NrrdHeader): number[] {
  const sizes = numbersIn(name, 'sizes', fieldOf(name, header, 'sizes'))
  const dimension = fieldOf(name, header, 'dimension')
  if (Number(dimension) !== sizes.length)
    failFile(
      name,
      `has ${amount(sizes.length, 'size')}, but \`dimension\` ${dimension}: mend its header.`,
    )
  return sizes
}

/** https://teem.sourceforge.net/nrrd/format.html, section 5.1. */
const TYPES: Readonly<Record<string, SampleType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  longlong: 'int64',
  'long long': 'int64',
  'long long int': 'int64',
  'signed long long': 'int64',
  'signed long long int': 'int64',
  int64: 'int64',
  int64_t: 'int64',
  ulonglong: 'uint64',
  'unsigned long long': 'uint64',
  'unsigned long long int': 'uint64',
  uint64: 'uint64',
  uint64_t: 'uint64',
  float: 'float32',
  double: 'float64',
}

/** @throws SpadError if the type is none of the samples that are read. */
export function nrrdType(name: string, header: NrrdHeader): SampleType {
  const type = fieldOf(name, header, 'type')
  const known = type.toLowerCase()
  return (
    (Object.hasOwn(TYPES, known) ? TYPES[known] : undefined) ??
    failFile(name, `has samples of type \`${type}\`: store whole or real numbers.`)
  )
}
