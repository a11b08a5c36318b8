import { checkNumber } from '../support/check.js'
import type { LabelClass } from '../contracts/dataset.js'
import { fail } from '../support/errors.js'
import { createRandom, type Random } from '../support/random.js'
import type { LabelMap, Raster, Sample } from '../contracts/sample.js'
import { annotate } from './annotate.js'
import { chestScene } from './chest.js'
import { octScene } from './oct.js'
import type { Scene } from './shapes.js'

/** `oct`: retinal layers with fluid and drusen; `chest`: a chest X-ray's lungs. */
export type PhantomKind = 'oct' | 'chest'

export interface PhantomOptions {
  /** What they look like. */
  readonly kind: PhantomKind
  /** How many there are. */
  readonly count: number
  /**
   * Decides what each looks like. A phantom depends on the seed and its index, not on `count`.
   * @default 0
   */
  readonly seed?: number
  /**
   * Height and width in pixels, each at least 16.
   * @default [96, 128] for `oct`, [128, 128] for `chest`
   */
  readonly size?: readonly [number, number]
  /**
   * How far the annotated boundaries lie from the true ones: root mean square displacement per axis, as
   * a share of the shorter side.
   * @default 0.012 for `oct`, 0.02 for `chest`
   */
  readonly ambiguity?: number
}

/** A made-up case whose true boundaries are known. */
export interface Phantom extends Sample {
  readonly image: Raster
  /** What an annotator drew: boundaries displaced by a smooth random field. */
  readonly labels: LabelMap
  /** The true boundaries, those that the image was made from. */
  readonly truth: LabelMap
}

interface Kind {
  readonly classes: readonly LabelClass[]
  readonly size: readonly [number, number]
  readonly ambiguity: number
  readonly scene: (height: number, width: number, random: Random) => Scene
}

const KINDS: Readonly<Record<PhantomKind, Kind>> = {
  oct: {
    classes: [
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'fluid', value: 1, color: [66, 165, 245] },
      { name: 'drusen', value: 2, color: [255, 183, 77] },
    ],
    size: [96, 128],
    ambiguity: 0.012,
    scene: octScene,
  },
  chest: {
    classes: [
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'lung', value: 1, color: [77, 208, 225] },
    ],
    size: [128, 128],
    ambiguity: 0.02,
    scene: chestScene,
  },
}

/** The classes of a kind, background first. */
export function phantomClasses(kind: PhantomKind): readonly LabelClass[] {
  return kindOf(kind).classes
}

/**
 * Makes cases for tests and demonstrations: the same options give the same bits on every engine.
 *
 * @throws SpadError if the kind is unknown or an option is out of range.
 */
export function makePhantoms(options: PhantomOptions): Phantom[] {
  const make = phantomMaker(options)
  return Array.from({ length: options.count }, (_, index) => make(index))
}

/** Checks the options, and returns the function that makes the phantom of an index. */
export function phantomMaker({
  kind,
  count,
  seed = 0,
  size,
  ambiguity,
}: PhantomOptions): (index: number) => Phantom {
  const known = kindOf(kind)
  const [height, width] = size ?? known.size
  const reach = ambiguity ?? known.ambiguity
  checkNumber('core', 'count', count, { min: 0, integer: true })
  checkNumber('core', 'height', height, { min: 16, integer: true })
  checkNumber('core', 'width', width, { min: 16, integer: true })
  checkNumber('core', 'ambiguity', reach, { min: 0, max: 1 })
  const random = createRandom(seed).fork(kind)
  return (index) => {
    const numbers = random.fork(index)
    const { image, truth } = known.scene(height, width, numbers.fork('scene'))
    return {
      name: phantomName(kind, index),
      image,
      labels: annotate(truth, reach, numbers.fork('annotation')),
      truth,
    }
  }
}

/** The name of a case: its kind and its index. */
export function phantomName(kind: PhantomKind, index: number): string {
  return `${kind}-${String(index).padStart(3, '0')}`
}

function kindOf(kind: PhantomKind): Kind {
  if (!Object.hasOwn(KINDS, kind))
    fail('core', `\`kind\` is ${JSON.stringify(kind)}: there are ${Object.keys(KINDS).join(', ')}.`)
  return KINDS[kind]
}
