import { amount } from '@spad/core'
import type { Grid } from '@spad/core'
import { affineFrom, at, cross, scaled } from '../geometry/affine.js'
import { placedGrid } from '../geometry/placed-grid.js'
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
  const directions = directionsOf(name, header)
  const spatial = sizes.map((_, axis) => isSpatial(header, directions, axis, sizes.length))
  const first = spatial.indexOf(false)
  const lists = spatial.filter((yes) => !yes).length
  const last = sizes.length - 1
  const lengths = sizes.filter((_, axis) => spatial[axis])
  if (lists > 1 || lengths.length < 2 || lengths.length > 3 || (lists === 1 && first % last !== 0))
    failFile(
      name,
      `has ${amount(sizes.length, 'axis', 'axes')}, of which ${lists} list: two or three must be of space, one more may list, the first or the last. Say by \`kinds\` which one does.`,
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

function isSpatial(
  header: NrrdHeader,
  directions: readonly string[],
  axis: number,
  axes: number,
): boolean {
  if (directions.length > 0) return directions[axis] !== 'none'
  const kind = kindOf(header, axis).toLowerCase()
  if (kind === 'time') return axes < 4
  return ['domain', 'space', '???', 'none', ''].includes(kind)
}

/** The directions of axes as they are written, `none` for one that lists or is of time. */
function directionsOf(name: string, { fields }: NrrdHeader): string[] {
  const written = vectorsOf(fields.get('space directions'))
  if (!spaceOf(fields).time) return written
  return written.map((text) => {
    if (text === 'none') return text
    const [x = 0, y = 0, z = 0, time = 0, ...more] = numbersIn(name, 'space directions', text)
    const still = x === 0 && y === 0 && z === 0
    if (more.length > 0 || (!still && time !== 0))
      failFile(name, 'has `space directions` that go through space and time at once.')
    return still ? 'none' : `(${x},${y},${z})`
  })
}

/** The name of a space without its time, and whether it has one. */
function spaceOf(fields: NrrdHeader['fields']): { name?: string; time: boolean } {
  const name = fields.get('space')?.toLowerCase()
  const bare = name?.replace(/-time$|(?<=^(lps|ras|las))t$/, '')
  return { ...(bare !== undefined && { name: bare }), time: bare !== name }
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
  nrrd: NrrdAxes,
): { grid: Grid; notes: string[] } {
  const { fields } = header
  const notes: string[] = []
  const vectors = directionsOf(name, header).filter((text) => text !== 'none')
  const axes =
    vectors.length > 0
      ? vectors.map((text) => numbersIn(name, 'space directions', text))
      : spacings(name, header, nrrd, notes)
  const said = numbersIn(name, 'space origin', fields.get('space origin') ?? '0 0 0')
  const ranges = vectors.length === 0 && !fields.has('space origin') && rangesOf(header, nrrd)
  const origin = ranges
    ? firstCentres(ranges, axes)
    : said.slice(0, spaceOf(fields).time ? 3 : said.length)
  if (vectors.length > 0) checkLengths(name, fields.has('space origin') ? [...axes, origin] : axes)
  if (vectors.length === 0) notes.push('no directions are given: the axes are taken as they are.')
  while (axes.length < 3)
    axes.push(axes.length === 2 && axes[0]?.length === 3 ? normal(axes) : unit(axes.length))
  const { name: space } = spaceOf(fields)
  const turn = SPACES[space ?? 'lps']
  if (turn === undefined) notes.push('the space is not of a patient: its axes are taken for LPS.')
  const [x, y] = turn ?? [1, 1]
  const step = lengthUnit(fields.get('space units'), notes)
  const affine = affineFrom(axes.map(pad), pad(origin)).map(
    (value, index) => value * (index < 12 ? step : 1) * (index < 4 ? x : index < 8 ? y : 1) + 0,
  )
  const flat = 'has directions that do not span space: mend `space directions`.'
  return { grid: placedGrid(name, affine, nrrd.size, flat), notes }
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

/** Where an axis of space begins and ends, and whether its samples lie at the middle of cells. */
interface Range {
  readonly min: number
  readonly max: number
  readonly cell: boolean
}

/** What a field says of each axis of space, in their order; what it says of one that lists is left out. */
function ofSpace({ fields }: NrrdHeader, names: readonly string[], place: NrrdAxes['place']) {
  const text =
    names
      .map((each) => fields.get(each))
      .find(Boolean)
      ?.trim() ?? ''
  const values = text === '' ? [] : text.split(/\s+/)
  return values.slice(place === 'first' ? 1 : 0, place === 'last' ? -1 : undefined)
}

/** The ranges of the axes of space, undefined unless the header says where each begins. */
function rangesOf(header: NrrdHeader, { place }: NrrdAxes): Range[] | undefined {
  const centres = ofSpace(header, ['centerings', 'centers'], place)
  const maxs = ofSpace(header, ['axis maxs', 'axismaxs'], place)
  const ranges = ofSpace(header, ['axis mins', 'axismins'], place).map((min, axis) => ({
    min: Number(min),
    max: Number(maxs[axis] ?? NaN),
    // Teem takes cells where nothing is said
    cell: centres[axis]?.toLowerCase() !== 'node',
  }))
  const said = ranges.length > 0 && ranges.every(({ min }) => Number.isFinite(min))
  return said ? ranges : undefined
}

/** https://teem.sourceforge.net/nrrd/format.html, "axis mins" and "centerings". */
const firstCentres = (ranges: readonly Range[], axes: readonly (readonly number[])[]): number[] =>
  ranges.map(({ min, cell }, axis) => (cell ? min + (axes[axis]?.[axis] ?? 1) / 2 : min))

function spacings(name: string, header: NrrdHeader, axes: NrrdAxes, notes: string[]): number[][] {
  const ranges = header.fields.has('spacings') ? undefined : rangesOf(header, axes)
  if (ranges?.every(({ max }) => Number.isFinite(max)))
    return ranges.map(({ min, max, cell }, axis) =>
      scaled(unit(axis), (max - min) / Math.max(1, at(axes.size, axis) - (cell ? 0 : 1))),
    )
  return ofSpace(header, ['spacings'], axes.place).map((text, axis) => {
    if (!/^nan$/i.test(text)) return scaled(unit(axis), numbersIn(name, 'spacings', text)[0] ?? NaN)
    notes.push(`\`spacings\` says nothing of axis ${axis + 1} of space: 1 mm is taken.`)
    return unit(axis)
  })
}

const unit = (axis: number): number[] => [0, 1, 2].map((index) => (index === axis ? 1 : 0))
const normal = ([a = [], b = []]: number[][]): number[] => {
  const across = cross(a, b)
  return scaled(across, 1 / Math.hypot(...across))
}
const pad = (vector: readonly number[]): number[] => [0, 1, 2].map((index) => vector[index] ?? 0)
