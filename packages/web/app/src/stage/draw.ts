import type { LabelClass } from '@spad/core'
import type { ClassOutline } from '../contours.js'
import { cssColor } from '../look.js'
import type { Frame } from './frame.js'

/** Everything that one drawing of the stage depends on. */
export interface Scene {
  readonly picture: HTMLCanvasElement
  readonly classes: readonly LabelClass[]
  readonly hidden: ReadonlySet<string>
  readonly opacity: number
  /** Share of the picture, from the left, that stays bare. */
  readonly divider: number
  readonly mask: readonly ClassOutline[]
  readonly truth?: readonly ClassOutline[]
  /** The noisy mask, and how much of it is to be seen. */
  readonly noise?: { readonly canvas: HTMLCanvasElement; readonly share: number }
  /** Drawn under the mask's outlines, instead of its fill. */
  readonly band?: HTMLCanvasElement
  /** The same. */
  readonly uncertainty?: HTMLCanvasElement
}

/** Draws a scene into its frame; `unit` is the width of a CSS pixel. */
export function drawScene(
  context: CanvasRenderingContext2D,
  frame: Frame,
  scene: Scene,
  unit: number,
): void {
  const { left, top, width, height } = frame
  context.save()
  context.imageSmoothingQuality = 'high'
  context.drawImage(scene.picture, left, top, width, height)
  context.beginPath()
  context.rect(left + scene.divider * width, top, width, height)
  context.clip()
  const over = scene.band ?? scene.uncertainty
  if (over) {
    context.drawImage(over, left, top, width, height)
    drawOutlines(context, frame, { ...scene, opacity: 0 }, unit)
  } else {
    const noise = scene.noise?.share ?? 0
    if (scene.noise && noise > 0) drawNoise(context, frame, scene.noise, scene.opacity)
    drawOutlines(context, frame, { ...scene, opacity: scene.opacity * (1 - noise) }, unit)
  }
  if (scene.truth) drawTruth(context, frame, scene.truth, unit)
  context.restore()
}

function drawNoise(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Frame,
  { canvas, share }: { canvas: HTMLCanvasElement; share: number },
  opacity: number,
): void {
  context.save()
  context.imageSmoothingEnabled = false
  context.globalAlpha = opacity * share
  context.drawImage(canvas, left, top, width, height)
  context.restore()
}

function drawOutlines(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { mask, classes, hidden, opacity }: Pick<Scene, 'classes' | 'hidden' | 'mask' | 'opacity'>,
  unit: number,
): void {
  for (const { label, path } of mask) {
    const one = classes[label]
    if (!one || hidden.has(one.name)) continue
    const placed = place(path, frame)
    context.fillStyle = cssColor(one, opacity)
    context.fill(placed, 'evenodd')
    // a dark hem keeps the line legible on bright tissue
    context.lineJoin = 'round'
    context.strokeStyle = 'rgb(0 0 0 / 0.45)'
    context.lineWidth = 3.5 * unit
    context.stroke(placed)
    context.strokeStyle = cssColor(one)
    context.lineWidth = 1.75 * unit
    context.stroke(placed)
  }
}

function drawTruth(
  context: CanvasRenderingContext2D,
  frame: Frame,
  truth: readonly ClassOutline[],
  unit: number,
): void {
  context.save()
  context.setLineDash([4 * unit, 4 * unit])
  context.lineWidth = 1.5 * unit
  context.strokeStyle = '#fff'
  for (const { path } of truth) context.stroke(place(path, frame))
  context.restore()
}

function place(path: Path2D, { left, top, width, height }: Frame): Path2D {
  const placed = new Path2D()
  placed.addPath(path, new DOMMatrix([width, 0, 0, height, left, top]))
  return placed
}
