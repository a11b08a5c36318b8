import type { LabelClass, LabelMap } from '@spad/core'
import { type ClassOutline, type Edits, outlines, outlinesOfLabels } from '../contours.js'
import { context2d } from '../dom.js'
import { heat } from '../heat.js'
import type { Shown } from '../session/state.js'

/** What is drawn over a picture, made once and drawn often. */
export interface Layers {
  readonly mask: readonly ClassOutline[]
  readonly uncertainty: HTMLCanvasElement
  /** The outlines after each step. */
  readonly estimates: readonly (readonly ClassOutline[])[]
  readonly truth?: readonly ClassOutline[]
}

export function layersOf({ picture, model, result, estimates }: Shown): Layers {
  const truth = picture.phantom?.truth
  return {
    mask: outlines(result.probabilities),
    uncertainty: canvasOf(heat(result.uncertainty)),
    estimates: estimates.map(({ probabilities }) => outlines(probabilities)),
    ...(truth && { truth: outlinesOfLabels(truth, model.classes.length) }),
  }
}

/** The mask's outlines with what was painted over it. */
export function editedOutlines({ result }: Shown, edits: Edits): ClassOutline[] {
  return outlines(result.probabilities, edits)
}

export function canvasOf(pixels: ImageData): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  context2d(canvas, pixels.width, pixels.height).putImageData(pixels, 0, 0)
  return canvas
}

/** A label map in its classes' colours; the background and what is hidden is clear. */
export function mosaic(
  { data, height, width }: LabelMap,
  classes: readonly LabelClass[],
  hidden: ReadonlySet<string>,
): HTMLCanvasElement {
  const pixels = new ImageData(width, height)
  data.forEach((label, pixel) => {
    const one = classes[label]
    if (label > 0 && one && !hidden.has(one.name)) pixels.data.set([...one.color, 255], 4 * pixel)
  })
  return canvasOf(pixels)
}
