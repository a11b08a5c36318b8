import { decimals } from '../dicom/elements.js'
import { normalOf, type Slice } from '../dicom/slices.js'
import { dot } from '../geometry/affine.js'
import type { Grid } from '@spad/core'
import { columnOf, affineOf, scaled } from '../geometry/affine.js'
import { decimalText, type Element, longs, sequence, shorts, text } from './element-writer.js'
import { codeSequence } from './segment-elements.js'

/** Which slice and which segment a frame shows. */
export interface SegFrame {
  readonly slice: number
  /** Undefined in a label map. */
  readonly segment?: number
}

const SEGMENTATION = { scheme: 'DCM', value: '113076', meaning: 'Segmentation' }
const SOURCE = {
  scheme: 'DCM',
  value: '121322',
  meaning: 'Source image for image processing operation',
}

/** The instance, and in a multi-frame file the frame, that a slice is. */
export function reference({ file, format, frame }: Slice): Element[] {
  return [
    text(0x00081150, 'UI', uidOf(file.data.string('x00080016'))),
    text(0x00081155, 'UI', uidOf(file.data.string('x00080018'))),
    ...(format.frames > 1 ? [text(0x00081160, 'IS', String(frame + 1))] : []),
  ]
}

export const uidOf = (uid = ''): string => uid.replaceAll(/[^\d.]/g, '')

/** What one frame says of itself (DICOM PS3.3 C.7.6.16.2). */
export function frameElements(frame: SegFrame, source: Slice, placed: boolean): Element[] {
  const { slice, segment } = frame
  const index = [...(segment === undefined ? [] : [segment]), ...(placed ? [slice + 1] : [])]
  const content = index.length > 0 ? index : [1]
  return [
    sequence(0x00089124, [
      sequence(0x00082112, [
        ...reference(source),
        text(0x0028135a, 'CS', 'YES'),
        codeSequence(0x0040a170, SOURCE),
      ]),
      codeSequence(0x00089215, SEGMENTATION),
    ]),
    sequence(0x00209111, [
      longs(0x00209157, ...content),
      ...(index.length > 0 ? [] : [text(0x00209453, 'LO', 'Frame')]),
    ]),
    ...(placed
      ? [sequence(0x00209113, [decimalText(0x00200032, ...(source.position ?? []))])]
      : []),
    ...(segment === undefined ? [] : [sequence(0x0062000a, [shorts(0x0062000b, segment)])]),
  ]
}

/** What all frames share: orientation and measures. */
export function sharedElements(grid: Grid, source: Slice, placed: boolean): Element[] {
  const { orientation = [], pixelSpacing = [] } = source
  // what lies nowhere has no turn; its thickness is that of a grid, without which highdicom takes no spacing
  if (!placed)
    return [
      sequence(0x00289110, [
        decimalText(0x00180050, grid.spacing[2]),
        decimalText(0x00280030, grid.spacing[1], grid.spacing[0]),
      ]),
    ]
  const between = Math.abs(dot(columnOf(affineOf(grid), 2), unit(normalOf(orientation))))
  const [thickness = between] = decimals(source.file.data, 'x00180050').filter((each) => each > 0)
  return [
    sequence(0x00209116, [decimalText(0x00200037, ...orientation)]),
    sequence(0x00289110, [
      decimalText(0x00180050, thickness),
      decimalText(0x00180088, between),
      decimalText(0x00280030, ...pixelSpacing),
    ]),
  ]
}

const unit = (vector: readonly number[]): number[] => scaled(vector, 1 / Math.hypot(...vector))
