import { type Dataset, type LabelMap, type Model, type Raster, segment } from '@spad/core'
import { colorMap } from '../images/color-map.js'
import { overlay } from '../images/overlay.js'
import {
  type Canvas,
  type Color,
  createCanvas,
  drawText,
  enlarge,
  fillRect,
  paste,
} from './canvas.js'
import { toCanvas } from './paint.js'

const PAPER: Color = [250, 249, 246]
const INK: Color = [28, 30, 34]
const MARGIN = 20
const GAP = 8
const STRIP = 26

/** A few cases in rows: image, annotation, truth, prediction, uncertainty. */
export async function demoPicture(
  model: Model,
  annotated: Dataset,
  truth: Dataset,
  rows = 4,
): Promise<Canvas> {
  const drawn: Canvas[][] = []
  for (let index = 0; index < Math.min(rows, truth.names.length); index++) {
    const { image, labels } = await truth.read(index)
    const given = await annotated.read(index)
    const { labels: prediction, uncertainty } = await segment(model, image)
    const over = (map: LabelMap): Raster => overlay(image, map, model.classes)
    const views = [image, over(given.labels), over(labels), over(prediction), colorMap(uncertainty)]
    drawn.push(views.map((view) => enlarge(toCanvas(view), 2)))
  }
  return layOut(drawn, model.classes.slice(1))
}

const HEADS = ['image', 'annotation', 'truth', 'prediction', 'uncertainty']

function layOut(
  rows: readonly (readonly Canvas[])[],
  classes: readonly { readonly name: string; readonly color: Color }[],
): Canvas {
  const { height = 0, width = 0 } = rows[0]?.[0] ?? {}
  const left = (column: number): number => MARGIN + column * (width + GAP)
  const top = (row: number): number => MARGIN + STRIP + row * (height + GAP)
  const canvas = createCanvas(top(rows.length) + STRIP, left(HEADS.length) - GAP + MARGIN, PAPER)
  HEADS.forEach((head, column) => {
    drawText(canvas, head, left(column), MARGIN, INK)
  })
  rows.forEach((views, row) => {
    views.forEach((view, column) => {
      paste(canvas, view, left(column), top(row))
    })
  })
  let at = MARGIN
  for (const { name, color } of classes) {
    fillRect(canvas, at, top(rows.length) + 4, 14, 14, color)
    drawText(canvas, name, at + 22, top(rows.length) + 4, INK)
    at += 22 + (name.length + 2) * 12
  }
  return canvas
}
