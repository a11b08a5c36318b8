import { amount } from '@spad/core'
import type { ScanDescription } from './describe-scan.js'

/** A description as lines for a terminal. */
export function descriptionText(scan: ScanDescription): string {
  const { files, syntax, window, notes } = scan
  const rows: (readonly [string, string | undefined])[] = [
    ['kind', files > 1 ? `${scan.kind}, ${amount(files, 'file')}` : scan.kind],
    ['size', `${scan.size.join(' × ')} columns, rows, slices`],
    ['spacing', `${scan.spacing.map(rounded).join(' × ')} mm`],
    ['origin', `${scan.origin.map(rounded).join(', ')} mm (LPS)`],
    ['orientation', `${scan.orientation} (${growing(scan.orientation)})${oblique(scan.direction)}`],
    ['channels', String(scan.channels)],
    ['type', scan.type],
    ['values', valuesText(scan)],
    ['modality', scan.modality],
    ['window', window && `${window.center}, ${window.width} (centre, width)`],
    [
      'syntax',
      syntax && (syntax.name === undefined ? syntax.uid : `${syntax.name} (${syntax.uid})`),
    ],
    ...notes.map((note) => ['note', note] as const),
  ]
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(13)}${value}\n`]))
    .join('')
}

const SIDES: Readonly<Record<string, string>> = {
  L: 'left',
  R: 'right',
  P: 'back',
  A: 'front',
  S: 'head',
  I: 'feet',
}

function growing(letters: string): string {
  const [columns = '', rows = '', slices = ''] = [0, 1, 2].map(
    (index) => SIDES[letters.charAt(index)] ?? '',
  )
  return `columns grow to the ${columns}, rows to the ${rows}, slices to the ${slices}`
}

function valuesText({ rescale, unit, inverted }: ScanDescription): string {
  const of =
    rescale === undefined
      ? 'as stored'
      : 'slope' in rescale
        ? `${rounded(rescale.slope)} × stored + ${rounded(rescale.intercept)}`
        : `slope × stored + intercept, by slice`
  return `${of}${unit === undefined ? '' : `, ${unit}`}${inverted ? ', small ones are bright' : ''}`
}

const rounded = (value: number): string => String(Number(value.toPrecision(7)))

/** By how much the axes of a grid lie askew to the patient's; letters alone name the nearest ones. */
function oblique(direction: ScanDescription['direction']): string {
  const cosines = [0, 1, 2].map((axis) =>
    Math.max(...[0, 3, 6].map((row) => Math.abs(direction[row + axis]!))),
  )
  const degrees = (Math.acos(Math.min(1, ...cosines)) * 180) / Math.PI
  return degrees < 0.5 ? '' : `, oblique by up to ${degrees.toFixed(1)}°`
}
