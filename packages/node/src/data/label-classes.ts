import { join } from 'node:path'
import { amount, fail, type LabelClass } from '@spad/core'
import { collectProblems, few } from './problems.js'
import type { Description } from './description.js'
import { colorName, isBlack, oneColourTwice } from './palette-colors.js'
import { surveyMasks } from './survey-masks.js'

/** More values than this in masks without a label map are taken for shades, not classes. */
const maxInferred = 32

/** Okabe and Ito 2008: told apart with any colour vision, and from a grey image. */
const colors: readonly LabelClass['color'][] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [204, 121, 167],
  [213, 94, 0],
  [0, 114, 178],
]

/** The colour of a class: black for the background, then seven, then the same darker. */
export function classColor(index: number): LabelClass['color'] {
  if (index === 0) return [0, 0, 0]
  const [r, g, b] = colors[(index - 1) % colors.length] ?? [0, 0, 0]
  const shade = 0.65 ** Math.floor((index - 1) / colors.length)
  return [Math.round(r * shade), Math.round(g * shade), Math.round(b * shade)]
}

/** Whether a class is called background. */
export function isBackground(name: string): boolean {
  return /^(the[ _-])?back[ _-]?ground$/i.test(name.trim())
}

/**
 * The classes that `dataset.json` names, in the order of their values. The one that is called
 * `background` is the background, whatever its value; else the one of the smallest.
 *
 * @throws SpadError if there is only one class, if two share a value, or a colour has no class.
 */
export function describedClasses(
  file: string,
  labels: Readonly<Record<string, number>>,
  chosen: Description['colors'] = {},
): LabelClass[] {
  const entries = Object.entries(labels).sort(([, a], [, b]) => a - b)
  if (entries.length < 2)
    fail(
      'node',
      `\`labels\` in \`${file}\` has ${amount(entries.length, 'class', 'classes')}: it takes the background and at ` +
        'least one more. Name what is to be segmented.',
    )
  entries.forEach(([name, value], i) => {
    const [other, same] = entries[i + 1] ?? []
    if (value === same)
      fail(
        'node',
        `\`labels\` in \`${file}\` gives ${value} to both \`${name}\` and \`${other ?? ''}\`: ` +
          'each class needs a value of its own.',
      )
  })
  const stray = Object.keys(chosen).filter((name) => !Object.hasOwn(labels, name))
  if (stray.length > 0)
    fail('node', `\`colors\` in \`${file}\` names ${few(stray)}: \`labels\` has no such class.`)
  const named = entries.filter(([name]) => isBackground(name))
  if (named.length > 1)
    fail(
      'node',
      `\`labels\` in \`${file}\` names ${named.length} backgrounds, ${few(named.map(([n]) => n))}: ` +
        'there is one. Rename or merge them.',
    )
  const others = entries.filter((entry) => entry !== named[0])
  return [...named, ...others].map(([name, value], i) => ({
    name,
    value,
    color: Object.hasOwn(chosen, name) ? (chosen[name] ?? classColor(i)) : classColor(i),
  }))
}

/** Classes, and sentences on how they were found. */
export interface InferredClasses {
  readonly classes: readonly LabelClass[]
  readonly notes: readonly string[]
}

/**
 * The classes that the masks themselves show: each value is one, the smallest the background. Where the
 * masks have a palette, the black that lies along their edges is the background, whatever its place.
 *
 * @throws SpadError if they hold one value only, so many that they must be shades, or a palette of which it
 *   cannot be told what is the background.
 */
export async function inferClasses(
  dir: string,
  files: readonly string[],
): Promise<InferredClasses> {
  const { values, counts, border, colors, apart, counted } = await surveyMasks(dir, files)
  if (colors) checkColours(dir, colors)
  await collectProblems(dir, counts, ({ file, count }) => {
    checkCount(file, count)
  })
  checkCount(join(dir, 'masks'), values.length)
  const [smallest = 0] = values
  if (values.length < 2)
    fail(
      'node',
      `\`${join(dir, 'masks')}\` holds ${smallest} in every pixel of every mask: there is ` +
        'nothing to segment. A mask needs one value for the background and one for each class.',
    )
  const background = colors ? paletteBackground(dir, smallest, border, colors) : smallest
  const order = [background, ...values.filter((value) => value !== background)]
  const classes = order.map((value, i) => ({
    name: i === 0 ? 'background' : `class ${i}`,
    value,
    color: (i > 0 ? shownColor(colors?.get(value)) : undefined) ?? classColor(i),
  }))
  return {
    classes,
    notes: [
      ...notesOn(classes, border, colors),
      ...twoWays(values, apart),
      ...undecided(classes, values, apart),
      ...objectNumbers(values, counted),
    ],
  }
}

/** A palette's colour, if it can be seen on black. */
function shownColor(color: LabelClass['color'] | undefined): LabelClass['color'] | undefined {
  return color && Math.max(...color) >= 64 ? color : undefined
}

/** What looks like one class is not taken for two. */
function checkColours(dir: string, colors: ReadonlyMap<number, LabelClass['color']>): void {
  const twice = oneColourTwice(colors)
  if (!twice) return
  const [one, other] = twice.places
  fail(
    'node',
    `the masks in \`${join(dir, 'masks')}\` have ${twice.color} at two places of their palette, ${one} and ` +
      `${other}: whether that is one class or two cannot be told. Save them with one place for each ` +
      'colour, or name both under `labels` in dataset.json: {"background": …, "lesion": …, "cyst": …}.',
  )
}

/** Quantisers order a palette as they like: its first place may be the target. */
function paletteBackground(
  dir: string,
  smallest: number,
  border: number,
  colors: ReadonlyMap<number, LabelClass['color']>,
): number {
  const color = colors.get(border)
  if (border === smallest || (color && isBlack(color))) return border
  return fail(
    'node',
    `the masks in \`${join(dir, 'masks')}\` have a palette of which it cannot be told what is the ` +
      `background: index ${smallest} is ${nameOf(colors, smallest)}, most pixels along the edges are ` +
      `index ${border}, ${nameOf(colors, border)}. Say it under \`labels\` in dataset.json: ` +
      '{"background": …, "lesion": …}.',
  )
}

function nameOf(colors: ReadonlyMap<number, LabelClass['color']>, value: number): string {
  const color = colors.get(value)
  return color ? colorName(color) : 'without a colour'
}

function notesOn(
  classes: readonly LabelClass[],
  border: number,
  colors: ReadonlyMap<number, LabelClass['color']> | undefined,
): string[] {
  const notes = colors
    ? [
        'by the colours of the palette: ' +
          classes.map(({ name, value }) => `${nameOf(colors, value)} is ${name}`).join(', '),
      ]
    : []
  const values = classes.map(({ value }) => value).sort((a, b) => a - b)
  if (!colors && likeShades(values))
    notes.push(
      `each of the ${values.length} values in the masks (${values.join(', ')}) is taken for a class: if some ` +
        'are shades along edges, from smoothing or resizing, export the masks without that, or name ' +
        'the values under `labels` in dataset.json',
    )
  const [background] = classes
  const edge = classes.find(({ value }) => value === border)
  if (background && edge && edge !== background)
    notes.push(
      `the background is value ${background.value}, the smallest, but most pixels along the edges of ` +
        `the masks are value ${edge.value} (${edge.name}): if those are the surroundings, say so under ` +
        '`labels` in dataset.json',
    )
  return notes
}

/** Some tools write one class as 1, others as 255; in one folder these would be two classes. */
function twoWays(values: readonly number[], apart: boolean): string[] {
  const [, one, other] = values
  if (!apart || other !== 255) return []
  return [
    `values ${one ?? ''} and 255 are taken for two classes, but no mask holds both: if they are one class that ` +
      'was written in two ways, write all masks in one',
  ]
}

/** Beside classes of small numbers, 255 is what many sets call what nobody decided. */
function undecided(
  classes: readonly LabelClass[],
  values: readonly number[],
  apart: boolean,
): string[] {
  const one = classes.find(({ value }) => value === 255)
  if (
    apart ||
    !one ||
    values.length < 3 ||
    values.at(-1) !== 255 ||
    values[values.length - 2]! > MOST_COUNTED
  )
    return []
  return [
    `value 255 is taken for ${one.name}: if it marks what is not to be learnt or scored, such as contours in ` +
      'Pascal VOC, write `"ignore": 255` beside `labels` in dataset.json',
  ]
}

/** Above this a value is rather a shade than a class's number. */
const MOST_COUNTED = 64

/** Where each mask counts its own way from 1, it is likely objects that it counts. */
function objectNumbers(values: readonly number[], counted: readonly number[]): string[] {
  if (counted.length < 3 || values.length < 5) return []
  return [
    `each mask counts from 1 without a gap, one to ${counted[0]!}, another to ${counted[counted.length - 1]!}, and each ` +
      'number is taken for a class: if they number objects of one kind, make all of them 1',
  ]
}

/** Classes are numbered one after the other, or spread evenly over what a byte holds. */
function likeShades(values: readonly number[]): boolean {
  const gaps = values.slice(1).map((value, i) => value - values[i]!)
  return values.length > 3 && Math.max(...gaps) - Math.min(...gaps) > 2
}

function checkCount(where: string, count: number): void {
  if (count <= maxInferred) return
  fail(
    'node',
    `\`${where}\` holds ${count} different values: more than ${maxInferred} classes are taken for ` +
      'shades, from smoothing or a lossy format, or for numbers of objects. Export masks without ' +
      'smoothing and with one value for all objects of a class, or name the values under `labels` in ' +
      'dataset.json.',
  )
}
