import { createHash } from 'node:crypto'
import { IGNORED, type LabelClass, pairwiseDice, profileMeter, type Raster } from '@spad/core'
import { BlankMeter } from './blank-meter.js'
import { borderCounts } from './border-counts.js'
import { colorName, commonColors, isBlack, type MaskColors } from './palette-colors.js'
import { few } from './problems.js'
import { isBackground } from './label-classes.js'
import type { CaseRead } from './read-case.js'
import type { Rgb } from './read-mask.js'
import type { Splits } from './splits.js'
import type { ClassSurvey, PerSplit, ReaderSurvey, Survey } from './survey.js'

/** Where a case is counted: its split. */
export type Place = keyof Splits

const places = ['train', 'val', 'test'] as const

/** Puts a {@link Survey} together from cases one at a time. */
export class SurveyMeter {
  readonly #pixels: Float64Array
  readonly #showing: Record<Place, number>[]
  readonly #cases = { train: 0, val: 0, test: 0 }
  readonly #seen = new Map<string, { name: string; place: Place }[]>()
  readonly #palettes: MaskColors[] = []
  readonly #turned: string[] = []
  readonly #border: Float64Array
  readonly #profile = profileMeter()
  readonly #agreement: number[] = []
  readonly #blank = new BlankMeter()
  readonly #ignored = { cases: 0, pixels: 0 }

  constructor(readonly classes: readonly LabelClass[]) {
    this.#pixels = new Float64Array(classes.length)
    this.#border = new Float64Array(classes.length)
    this.#showing = classes.map(() => ({ train: 0, val: 0, test: 0 }))
  }

  /** @param mask The file that its palette is from. */
  add({ sample, imageTurned, maskTurned, colors }: CaseRead, place: Place, mask: string): void {
    const { name, image, labels, readers = [] } = sample
    if (readers.length > 1) this.#agreement.push(pairwiseDice(readers, this.classes.length))
    this.#cases[place]++
    const counts = new Uint32Array(this.classes.length)
    for (const label of labels.data) if (label < counts.length) counts[label]! += 1
    this.#ignore(labels.data)
    this.#blank.add(name, image)
    counts.forEach((count, k) => {
      this.#pixels[k] = this.#pixels[k]! + count
      const showing = this.#showing[k]
      if (showing && count > 0) showing[place]++
    })
    borderCounts(labels, this.#border)
    const digest = digestOf(image)
    this.#seen.set(digest, [...(this.#seen.get(digest) ?? []), { name, place }])
    if (imageTurned || maskTurned) this.#turned.push(name)
    if (colors) this.#palettes.push({ file: mask, colors })
    if (place === 'train') this.#profile.add(image)
  }

  /**
   * @throws SpadError if the palettes of two masks contradict each other.
   */
  result(): Omit<Survey, 'notes' | 'warnings'> & { notes: string[]; warnings: string[] } {
    const total = this.#pixels.reduce((sum, count) => sum + count, 0)
    const classes = this.classes.map((one, k): ClassSurvey => ({
      ...one,
      share: total > 0 ? this.#pixels[k]! / total : 0,
      cases: { ...(this.#showing[k] ?? { train: 0, val: 0, test: 0 }) },
    }))
    const colors = commonColors(this.#palettes)
    const readers = this.#readers()
    const profile = this.#profile.result()
    return {
      cases: { ...this.#cases },
      classes,
      notes: [
        ...(this.#turned.length > 0 ? [turnedNote(this.#turned)] : []),
        ...(readers ? [readersNote(readers, this.#cases)] : []),
        ...this.#blank.notes(),
        ...(this.#ignored.cases > 0 ? [ignoredNote(this.#ignored, total, this.#cases)] : []),
      ],
      ...(readers && { readers }),
      warnings: [
        ...absent(classes, this.#cases),
        ...this.#doubtfulBackground(colors),
        ...this.#duplicates(),
        ...this.#blank.warnings(),
      ],
      ...(profile && { profile }),
    }
  }

  #ignore(labels: Uint8Array): void {
    let pixels = 0
    for (const label of labels) if (label === IGNORED) pixels++
    if (pixels > 0) this.#ignored.cases++
    this.#ignored.pixels += pixels
  }

  /** Whether something that is called otherwise looks like the background. */
  #doubtfulBackground(colors: ReadonlyMap<number, Rgb> | undefined): string[] {
    const [background, ...others] = this.classes
    if (!background) return []
    const own = colors?.get(background.value)
    const black = others.find(({ value }) => isBlack(colors?.get(value) ?? [255, 255, 255]))
    if (own && black && !isBlack(own))
      return [
        `in the palette of the masks \`${background.name}\` is ${colorName(own)} and ` +
          `\`${black.name}\` is black: check that \`labels\` in dataset.json fit the palette`,
      ]
    const edge = this.classes[this.#border.indexOf(Math.max(...this.#border))]
    if (!edge || edge === background || isBackground(background.name)) return []
    return [
      `\`${background.name}\` is the background, as the smallest value, but most pixels along the edges ` +
        `of the masks are \`${edge.name}\`: if that is what surrounds the others, call it background`,
    ]
  }

  #readers(): ReaderSurvey | undefined {
    const cases = this.#agreement.length
    // summed in order of size, since cases come in no order
    const sum = [...this.#agreement].sort((a, b) => a - b).reduce((all, one) => all + one, 0)
    return cases > 0 ? { cases, dice: sum / cases } : undefined
  }

  #duplicates(): string[] {
    const crossing = [...this.#seen.values()].filter(
      (same) => new Set(same.map(({ place }) => place)).size > 1,
    )
    if (crossing.length === 0) return []
    // cases come in no order
    const shown = crossing
      .map((same) =>
        same
          .map(({ name, place }) => `${name} (${place})`)
          .sort()
          .join(' = '),
      )
      .sort()
    return [
      `${crossing.length} image${crossing.length > 1 ? 's are' : ' is'} in several splits under ` +
        `other names, pixel by pixel: ${few(shown)}; scores of such cases say nothing about new images`,
    ]
  }
}

function turnedNote(names: readonly string[]): string {
  return (
    `${names.length} case${names.length > 1 ? 's are' : ' is'} stored turned and read upright, as ` +
    `viewers and browsers show them (EXIF orientation): ${few(names)}; their masks must lie upright too`
  )
}

function readersNote({ cases, dice }: ReaderSurvey, all: PerSplit): string {
  const total = all.train + all.val + all.test
  return (
    `${cases} of ${total} cases have several readers, who agree by a mean Dice of ${dice.toFixed(3)}, ` +
    'pair by pair'
  )
}

function ignoredNote(
  { cases, pixels }: { readonly cases: number; readonly pixels: number },
  known: number,
  all: PerSplit,
): string {
  const share = (100 * pixels) / (pixels + known)
  return (
    `${cases} of ${all.train + all.val + all.test} cases have pixels to be ignored, ` +
    `${share < 1 ? share.toPrecision(2) : share.toFixed(1)} % of all: they are neither learnt nor scored`
  )
}

function absent(classes: readonly ClassSurvey[], cases: PerSplit): string[] {
  const where = { train: 'training', val: 'validation', test: 'test' }
  const effect = {
    train: 'it cannot be learnt',
    val: 'validation says nothing about it',
    test: 'test scores say nothing about it',
  }
  return classes
    .slice(1)
    .flatMap(({ name, cases: showing }) =>
      places
        .filter((place) => cases[place] > 0 && showing[place] === 0)
        .map((place) => `\`${name}\` is in no ${where[place]} case: ${effect[place]}`),
    )
}

function digestOf({ data, height, width, channels }: Raster): string {
  return createHash('sha1')
    .update(`${height} ${width} ${channels} `)
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('base64')
}
