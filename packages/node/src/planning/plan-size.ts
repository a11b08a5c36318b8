import type { PartConfig, Size } from '@spad/core'
import { percent } from './percent.js'
import { formatSize } from './size.js'
import type { ClassFingerprint, Fingerprint } from './fingerprint.js'

/** At which size, and through which windows, a network is to look at the images. */
export interface SizePlan {
  readonly size: Size
  /** Absent where whole images are resized. */
  readonly fit?: PartConfig
  /** Sentences that say why. */
  readonly reasons: readonly string[]
}

/** Pixels that a network looks at in one pass where whole images are resized. */
const WHOLE = 192 * 192
/** Pixels of a window. */
const WINDOW = 128 * 128
/** A structure thinner than this, in pixels that the network sees, is lost in whole images. */
const LOST = 3
/** So thick, in pixels, windows show the thinnest structure where the images allow it. */
const THIN = 4

/**
 * Whole images where the thinnest class stays thick enough at the network's size, else windows at a
 * scale at which it is.
 *
 * @param stride What height and width must be multiples of.
 */
export function planSize(fingerprint: Fingerprint, stride: number): SizePlan {
  const image = typicalSize(fingerprint)
  const whole = Math.min(1, Math.sqrt(WHOLE / (image.height * image.width)))
  const thinnest = thinnestOf(fingerprint)
  const seen = (thinnest?.thickness ?? Infinity) * whole
  const facts = factsOf(fingerprint)
  if (whole === 1 || thinnest === undefined || seen >= LOST) {
    const size = bounded(image, whole, stride)
    const why =
      thinnest === undefined
        ? 'no class was seen'
        : `\`${thinnest.name}\`, the thinnest class, is ${seen.toFixed(1)} pixels thick there`
    const rule = `Whole images at ${formatSize(size)}: ${why}.`
    return { size, reasons: [...facts, rule + stretching(fingerprint, size)] }
  }
  const scale = scaleFor(thinnest, whole)
  const side = sideOf(Math.sqrt(WINDOW), stride)
  const size = {
    height: Math.min(side, sideOf(image.height * scale, stride)),
    width: Math.min(side, sideOf(image.width * scale, stride)),
  }
  const at = scale === 1 ? "the images' own resolution" : `${scale} of the images' resolution`
  return {
    size,
    fit: { type: 'windows', scale, step: 0.5 },
    reasons: [
      ...facts,
      `Windows of ${formatSize(size)} at ${at}: in whole images \`${thinnest.name}\`, the thinnest ` +
        `class, would be ${seen.toFixed(1)} pixels thick, and it needs ${LOST}.`,
    ],
  }
}

/** The medians; where portraits lie beside landscapes, whose medians are no image's, their area in the median proportions. */
function typicalSize({ height, width, ratio }: Fingerprint): Size {
  const mixed = ratio.min < 1 && ratio.max > 1
  const off = Math.abs(width.median / height.median / ratio.median - 1)
  if (!mixed || off < 0.05) return { height: height.median, width: width.median }
  const side = Math.sqrt(height.median * width.median)
  return { height: side / Math.sqrt(ratio.median), width: side * Math.sqrt(ratio.median) }
}

/** Stretched more than this, images look unlike themselves. */
const MUCH = 1.5

/** Resizing makes all images of one proportion. */
function stretching({ ratio }: Fingerprint, { height, width }: Size): string {
  const seen = width / height
  const most = Math.max(ratio.max / seen, seen / ratio.min)
  if (most < MUCH) return ''
  return (
    ` Images are ${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)} times as wide as high: resized to one size, ` +
    `some are stretched by ${most.toFixed(1)}. \`--fit windows\` sees all in their own proportions.`
  )
}

/** The class whose structures are lost first. */
function thinnestOf({ classes }: Fingerprint): ClassFingerprint | undefined {
  return classes.reduce<ClassFingerprint | undefined>(
    (least, one) => (least && least.thickness <= one.thickness ? least : one),
    undefined,
  )
}

/** As small as the thinnest class allows, in quarters, and never above the file's own resolution. */
function scaleFor({ thickness }: ClassFingerprint, whole: number): number {
  const wanted = Math.ceil((THIN / thickness) * 4) / 4
  return Math.min(1, Math.max(wanted, Math.ceil(whole * 4) / 4))
}

function bounded(image: Size, scale: number, stride: number): Size {
  return {
    height: sideOf(image.height * scale, stride),
    width: sideOf(image.width * scale, stride),
  }
}

/** A multiple of 16, or of the stride: the nearest, or the next where that would take more than a tenth away. */
function sideOf(length: number, stride: number): number {
  const unit = Math.ceil(16 / stride) * stride
  const near = Math.max(1, Math.round(length / unit)) * unit
  return near < 0.9 * length ? near + unit : near
}

function factsOf({ cases, height, width, classes }: Fingerprint): string[] {
  const range = ({ min, median, max }: Fingerprint['height']): string =>
    min === max ? String(min) : `${min} to ${max} (median ${median})`
  return [
    `${cases} training images, ${range(height)} rows, ${range(width)} columns.`,
    ...classes.map(
      ({ name, cases: count, share, thickness }) =>
        `\`${name}\` is in ${count} of them, covers ${percent(share)} there and is ` +
        `${thickness.toFixed(1)} pixels thick.`,
    ),
  ]
}
