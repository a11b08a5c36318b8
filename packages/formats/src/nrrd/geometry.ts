import { amount } from '@spad/core'
import type { Grid } from '@spad/core'
import { affineFrom, cross, gridFromAffine, scaled } from '../geometry/affine.js'
import { failFile } from '../file-error.js'
import { numbersIn } from '../text-header.js'
import type { NrrdHeader } from './header.js'

/** How the axes of a NRRD become columns, rows, slices and channels. */
export interface NrrdAxes {
  readonly size: Grid['size']
  readonly channels: number
  /** Where the axis of channels stands. */
  readonly place: 'first' | 'last' | 'none'
  /** Whether its kind says that they are red, green and blue. */
  readonly colour: boolean
}

/** The axis that is not of space: without a direction, or of a kind that lists. */
export function nrrdAxes(name: string, header: NrrdHeader, sizes: readonly number[]): NrrdAxes {
  const spatial = sizes.map((_, axis) => isSpatial(header, axis))
  const first = spatial.indexOf(false)
  const lists = spatial.filter((yes) => !yes).length
  const last = sizes.length - 1
  const lengths = sizes.filter((_, axis) => spatial[axis])
  if (lists > 1 || lengths.length < 2 || lengths.length > 3 || (lists === 1 && first % last !== 0))
    failFile(
      name,
      `has ${amount(sizes.length, 'axis', 'axes')}, of which ${lists} list: two or three must be of space, one more may list, the first or the last.`,
    )
  const [columns = 1, rows = 1, slices = 1] = lengths
  return {
    size: [columns, rows, slices],
    channels: lists === 0 ? 1 : (sizes[first] ?? 1),
    place: lists === 0 ? 'none' : first === 0 ? 'first' : 'last',
    colour: lists === 1 && sizes[first] === 3 && /^(rgb|3)-color$/i.test(kindOf(header, first)),
  }
}

const kindOf = ({ fields }: NrrdHeader, axis: number): string =>
  (fields.get('kinds') ?? '').trim().split(/\s+/)[axis] ?? 'domain'

function isSpatial(header: NrrdHeader, axis: number): boolean {
  const directions = vectorsOf(header.fields.get('space directions'))
  if (directions.length > 0) return directions[axis] !== 'none'
  return ['domain', 'space', 'time', '???', 'none', ''].includes(kindOf(header, axis))
}

const vectorsOf = (text = ''): string[] => text.match(/none|\([^)]*\)/g) ?? []

const SPACES: Readonly<Record<string, readonly [number, number]>> = {
  'left-posterior-superior': [1, 1],
  lps: [1, 1],
  'right-anterior-superior': [-1, -1],
  ras: [-1, -1],
  'left-anterior-superior': [1, -1],
  las: [1, -1],
}

/** The grid, in LPS, and what was assumed for it. */
export function nrrdGrid(
  name: string,
  header: NrrdHeader,
  size: Grid['size'],
): { grid: Grid; notes: string[] } {
  const { fields } = header
  const notes: string[] = []
  const vectors = vectorsOf(fields.get('space directions')).filter((text) => text !== 'none')
  const axes =
    vectors.length > 0
      ? vectors.map((text) => numbersIn(name, 'space directions', text))
      : spacings(name, header)
  const origin = numbersIn(name, 'space origin', fields.get('space origin') ?? '0 0 0')
  if (vectors.length > 0) checkLengths(name, fields.has('space origin') ? [...axes, origin] : axes)
  if (vectors.length === 0) notes.push('no directions are given: the axes are taken as they are.')
  while (axes.length < 3)
    axes.push(axes.length === 2 && axes[0]?.length === 3 ? normal(axes) : unit(axes.length))
  const space = fields.get('space')?.toLowerCase()
  const turn = SPACES[space ?? 'lps']
  if (turn === undefined) notes.push('the space is not of a patient: its axes are taken for LPS.')
  const [x, y] = turn ?? [1, 1]
  const step = lengthUnit(fields.get('space units'), notes)
  const affine = affineFrom(axes.map(pad), pad(origin)).map(
    (value, index) => value * (index < 12 ? step : 1) * (index < 4 ? x : index < 8 ? y : 1) + 0,
  )
  try {
    return { grid: gridFromAffine(affine, size), notes }
  } catch {
    return failFile(name, 'has directions that do not span space: mend `space directions`.')
  }
}

const MILLIMETRES: Readonly<Record<string, number>> = {
  mm: 1,
  millimeter: 1,
  millimeters: 1,
  cm: 10,
  m: 1000,
  um: 0.001,
  µm: 0.001,
  micron: 0.001,
  microns: 0.001,
}

/** Millimetres in a unit of the space, 1 where it is not said. */
function lengthUnit(text = '', notes: string[] = []): number {
  const units = new Set(Array.from(text.matchAll(/"([^"]*)"/g), ([, unit = '']) => unit.trim()))
  const [unit = ''] = units
  const known = units.size === 1 && Object.hasOwn(MILLIMETRES, unit) && MILLIMETRES[unit]
  if (known === 1 || unit === '') return 1
  if (known) {
    notes.push(`lengths are in ${unit} and were turned to millimetres.`)
    return known
  }
  notes.push('`space units` are no lengths that are known: they are taken for millimetres.')
  return 1
}

/** Of two or three numbers each, as the space has axes. */
function checkLengths(name: string, vectors: readonly (readonly number[])[]): void {
  const lengths = new Set(vectors.map(({ length }) => length))
  if (vectors.some(({ length }) => length < 2 || length > 3) || lengths.size > 1)
    failFile(
      name,
      'has `space directions` and `space origin` of different lengths: each must have a number for each axis of space.',
    )
}

function spacings(name: string, { fields }: NrrdHeader): number[][] {
  const numbers = (fields.get('spacings') ?? '')
    .split(/\s+/)
    .filter((part) => part !== '' && !/^nan$/i.test(part))
  return numbersIn(name, 'spacings', numbers.join(' ')).map((step, axis) =>
    scaled(unit(axis), step),
  )
}

const unit = (axis: number): number[] => [0, 1, 2].map((index) => (index === axis ? 1 : 0))
const normal = ([a = [], b = []]: number[][]): number[] => {
  const across = cross(a, b)
  return scaled(across, 1 / Math.hypot(...across))
}
const pad = (vector: readonly number[]): number[] => [0, 1, 2].map((index) => vector[index] ?? 0)
