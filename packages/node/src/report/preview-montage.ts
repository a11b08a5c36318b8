import type { LabelClass, LabelMap, Raster, Sample } from '@spad/core'
import { ADVANCE, textWidth } from './bitmap-font.js'
import {
  type Canvas,
  type Color,
  createCanvas,
  drawText,
  enlarge,
  fillRect,
  paste,
  setPixel,
} from './canvas.js'
import { overlay } from '../images/overlay.js'
import { blend, toCanvas } from './paint.js'
import type { PreviewFrame } from './preview-frames.js'

const PAPER: Color = [250, 249, 246]
const INK: Color = [28, 30, 34]
const MUTED: Color = [110, 112, 118]
const ANCHOR: Color = [64, 224, 208]
const RULE: Color = [216, 214, 208]
const GAP = 8
const MARGIN = 20
const STRIP = 30
/** Characters of the longest text over a column. */
const HEADING = 17

interface Row {
  readonly title: string
  readonly paint: (frame: PreviewFrame) => Canvas
}

/** Puts the frames of a preview side by side, with the sample itself in front of them. */
export function previewMontage(
  sample: Sample,
  classes: readonly LabelClass[],
  frames: readonly PreviewFrame[],
): Canvas {
  const rows = rowsOf(classes, frames)
  const { height, width } = sample.image
  const zoom = Math.ceil(240 / Math.max(height, width))
  const panel = { height: height * zoom, width: Math.max(width * zoom, HEADING * ADVANCE * 2) }
  const header = MARGIN + 4 * STRIP
  const canvas = createCanvas(
    header + rows.length * (panel.height + STRIP) + MARGIN - STRIP / 3,
    2 * MARGIN + (frames.length + 1) * (panel.width + GAP) - GAP,
    PAPER,
  )
  const place = (column: number, row: number): [number, number] => [
    MARGIN + column * (panel.width + GAP),
    header + row * (panel.height + STRIP),
  ]
  drawText(canvas, fit(`What ScD and BcD do to ${sample.name}`, canvas), MARGIN, MARGIN, INK)
  drawText(canvas, fit(EXPLANATION, canvas), MARGIN, MARGIN + 22, MUTED)
  frames.forEach((frame, i) => {
    const [left] = place(i + 1, 0)
    const { scd = 0, bcd = 0 } = frame.intensity
    const strengths = `ScD ${scd.toFixed(2)} BcD ${bcd.toFixed(2)}`
    drawText(canvas, `progress ${frame.progress.toFixed(2)}`, left, header - 2 * STRIP - 12, INK)
    drawText(canvas, strengths, left, header - STRIP - 18, MUTED)
  })
  rows.forEach((row, r) => {
    const [left, top] = place(1, r)
    drawText(canvas, row.title, left, top - 18, MUTED)
    frames.forEach((frame, i) => {
      const [x, y] = place(i + 1, r)
      framed(canvas, enlarge(row.paint(frame), zoom), x, y)
    })
  })
  drawSample(canvas, sample, classes, place, zoom)
  return canvas
}

const EXPLANATION =
  'PaS turns both down as training goes on: structure first, contours last (noise drawn at its largest)'

function rowsOf(classes: readonly LabelClass[], frames: readonly PreviewFrame[]): Row[] {
  const rows: (Row | false)[] = [
    {
      title: 'ScD: noise in the target, anchors outlined',
      paint: (frame) => outline(toCanvas(frame.scd), frame.anchors),
    },
    { title: 'BcD: noise along the boundary', paint: (frame) => toCanvas(frame.bcd) },
    {
      title: 'both: what the network sees',
      paint: (frame) => outline(toCanvas(frame.both), frame.anchors),
    },
    changes(frames, (frame) => frame.target) && {
      title: 'target: boundaries soft at first',
      paint: (frame) => mixClasses(frame.target, classes),
    },
    changes(frames, (frame) => frame.weight) && {
      title: 'loss weight: white 1, black 0',
      paint: (frame) => toCanvas(frame.weight),
    },
  ]
  return rows.filter((row) => row !== false)
}

/** Whether training changes it: BcD softens targets and weights only where it is told to. */
function changes(frames: readonly PreviewFrame[], of: (frame: PreviewFrame) => Raster): boolean {
  const [first, ...rest] = frames.map((frame) => of(frame).data)
  return rest.some((data) => data.some((value, i) => value !== first?.[i]))
}

function drawSample(
  canvas: Canvas,
  sample: Sample,
  classes: readonly LabelClass[],
  place: (column: number, row: number) => [number, number],
  zoom: number,
): void {
  const picture = toCanvas(sample.image)
  const views = [picture, toCanvas(overlay(sample.image, sample.labels, classes))]
  views.forEach((view, row) => {
    const [left, top] = place(0, row)
    drawText(canvas, row === 0 ? 'image' : 'its mask', left, top - 18, MUTED)
    framed(canvas, enlarge(view, zoom), left, top)
  })
  const [left, top] = place(0, 2)
  const room = Math.floor((sample.image.width * zoom - 22) / (ADVANCE * 2))
  const keys = [
    { name: 'anchor', color: ANCHOR },
    ...classes.filter((_, index) => index > 0 && sample.labels.data.includes(index)),
  ]
  keys.forEach(({ name, color }, i) => {
    fillRect(canvas, left, top + i * 24, 14, 14, color)
    const text = name.length > room ? `${name.slice(0, Math.max(1, room - 1))}.` : name
    drawText(canvas, text, left + 22, top + i * 24, INK)
  })
}

/** Draws the inner rim of the set pixels. */
function outline(picture: Canvas, mask: Raster): Canvas {
  const labels: LabelMap = { ...mask, data: Uint8Array.from(mask.data, (v) => (v > 0.5 ? 1 : 0)) }
  const { height, width } = mask
  const set = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && labels.data[y * width + x] === 1
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (set(x, y) && !(set(x - 1, y) && set(x + 1, y) && set(x, y - 1) && set(x, y + 1)))
        setPixel(picture, x, y, ANCHOR)
  return picture
}

/** Each pixel in the mean colour of its classes, the background dark. */
function mixClasses(target: Raster, classes: readonly LabelClass[]): Canvas {
  const { height, width, channels } = target
  const picture = createCanvas(height, width, [24, 26, 30])
  for (let i = 0; i < height * width; i++)
    for (let k = 1; k < channels; k++) {
      const share = target.data[i * channels + k]!
      if (share > 0) blend(picture.data, i * 3, classes[k]?.color ?? [255, 255, 255], share)
    }
  return picture
}

/** A picture in a thin frame, so that white on white has an edge. */
function framed(canvas: Canvas, picture: Canvas, left: number, top: number): void {
  fillRect(canvas, left - 1, top - 1, picture.width + 2, picture.height + 2, RULE)
  paste(canvas, picture, left, top)
}

/** Cuts a text to the canvas's width. */
function fit(text: string, canvas: Canvas): string {
  const room = Math.floor((canvas.width - 2 * MARGIN) / (ADVANCE * 2))
  return textWidth(text) <= room * ADVANCE ? text : `${text.slice(0, room - 3)}...`
}
