import { fail, IGNORED, type LabelClass, type LabelMap, type Raster } from '@spad/core'
import { classOf } from './encode-png.js'

export interface OverlayOptions {
  /**
   * How much of a class's colour covers its inside, 0 to 1.
   *
   * @default 0.35
   */
  readonly opacity?: number
  /**
   * Width of the line along the inside of a class's boundary, in pixels; 0 = none.
   *
   * @default 1
   */
  readonly contour?: number
}

/**
 * Paints the classes, but neither the background nor what is ignored, over an image of the same size: of 3
 * channels as colours, else over the first channel in grey.
 *
 * @returns A picture of 3 channels.
 * @throws SpadError if the sizes differ or an option is out of range.
 */
export function overlay(
  image: Raster,
  labels: LabelMap,
  classes: readonly LabelClass[],
  { opacity = 0.35, contour = 1 }: OverlayOptions = {},
): Raster {
  checkOverlay(image, labels, opacity, contour)
  const { height, width } = image
  const picture = toColor(image)
  for (let i = 0; i < labels.data.length; i++) {
    const label = labels.data[i]!
    if (label === 0 || label === IGNORED) continue
    const { color } = classOf(label, classes)
    const share = isContour(labels, i, contour) ? 1 : opacity
    color.forEach((part, c) => {
      picture[3 * i + c] = (1 - share) * picture[3 * i + c]! + (share * part) / 255
    })
  }
  return { data: picture, height, width, channels: 3 }
}

/** Whether another label lies within `reach` pixels up, down, left or right. */
function isContour({ data, height, width }: LabelMap, at: number, reach: number): boolean {
  const label = data[at]
  const x = at % width
  const y = (at - x) / width
  for (let d = 1; d <= reach; d++) {
    if (x >= d && data[at - d] !== label) return true
    if (x + d < width && data[at + d] !== label) return true
    if (y >= d && data[at - d * width] !== label) return true
    if (y + d < height && data[at + d * width] !== label) return true
  }
  return false
}

function toColor({ data, height, width, channels }: Raster): Float32Array {
  if (channels === 3) return data.slice()
  const color = new Float32Array(height * width * 3)
  for (let i = 0; i < color.length; i++) color[i] = data[Math.floor(i / 3) * channels]!
  return color
}

function checkOverlay(image: Raster, labels: LabelMap, opacity: number, contour: number): void {
  const { height, width } = image
  if (labels.height !== height || labels.width !== width)
    fail(
      'node',
      `\`labels\` has ${labels.width} × ${labels.height} pixels, the image ${width} × ${height}: ` +
        'they must be equal. Segment at the size of the image.',
    )
  if (!(opacity >= 0 && opacity <= 1))
    fail('node', `\`opacity\` is ${opacity}: it must be from 0 to 1.`)
  if (!(Number.isInteger(contour) && contour >= 0))
    fail('node', `\`contour\` is ${contour}: it must be an integer from 0.`)
}
