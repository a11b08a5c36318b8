import { fail } from '@spad/core'
import type { Mask, Rgb } from './read-mask.js'

/** Colours that differ by no more than this in each channel count as one: quantisers vary by a little. */
const tolerance = 48

/** What a mask's palette shows: its file, and the colours of the values that it holds. */
export interface MaskColors {
  readonly file: string
  readonly colors: NonNullable<Mask['colors']>
}

/**
 * The colour of each value over all masks with palettes; nothing if none has colours.
 *
 * @throws SpadError if one value has different colours in two files: then it means different things.
 */
export function commonColors(masks: readonly MaskColors[]): ReadonlyMap<number, Rgb> | undefined {
  if (!masks.some(({ colors }) => [...colors.values()].some(isColour))) return undefined
  const common = new Map<number, { color: Rgb; file: string }>()
  for (const { file, colors } of masks)
    for (const [value, color] of colors) {
      const known = common.get(value)
      if (!known) common.set(value, { color, file })
      else if (!alike(known.color, color)) paletteDiffers(value, known, { color, file })
    }
  return new Map([...common].map(([value, { color }]) => [value, color]))
}

/** Two numbers of one colour, which look like one class and count as two; undefined if there are none. */
export function oneColourTwice(
  colors: ReadonlyMap<number, Rgb>,
): { readonly color: string; readonly places: readonly [number, number] } | undefined {
  const seen = new Map<string, number>()
  for (const [value, rgb] of [...colors].sort(([a], [b]) => a - b)) {
    const color = colorName(rgb)
    const other = seen.get(color)
    if (other !== undefined) return { color, places: [other, value] }
    seen.set(color, value)
  }
  return undefined
}

/** A colour as a person reads it: black, white, or `#ff0000`. */
export function colorName(color: Rgb): string {
  const hex = color.map((part) => part.toString(16).padStart(2, '0')).join('')
  return { '000000': 'black', ffffff: 'white' }[hex] ?? `#${hex}`
}

/** Whether a colour is as good as black. */
export function isBlack(color: Rgb): boolean {
  return alike(color, [0, 0, 0])
}

function isColour([r, g, b]: Rgb): boolean {
  return r !== g || g !== b
}

function alike(a: Rgb, b: Rgb): boolean {
  return a.every((part, i) => Math.abs(part - b[i]!) <= tolerance)
}

interface Found {
  readonly color: Rgb
  readonly file: string
}

function paletteDiffers(value: number, a: Found, b: Found): never {
  return fail(
    'node',
    `index ${value} is ${colorName(a.color)} in the palette of \`${a.file}\` and ` +
      `${colorName(b.color)} in that of \`${b.file}\`: one number must mean one class in all masks. ` +
      'Save the masks with one palette, or as grey 8-bit PNGs with one value for each class.',
  )
}
