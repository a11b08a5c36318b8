import type { Code, LabelClass } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { firstItem, itemsOf } from '../dicom/elements.js'
import { failFile } from '../file-error.js'
import { fromCieLab } from './cie-lab.js'

export const NOTHING: LabelClass = { name: 'background', value: 0, color: [0, 0, 0] }

/** The classes that a DICOM segmentation describes, the background before them. */
export function classesOf(name: string, data: DataSet): LabelClass[] {
  const segments = itemsOf(data, 'x00620002').map((item) => segmentClass(name, item))
  const described = segments.filter(({ value }) => value !== 0)
  if (described.length > 255)
    failFile(name, `has ${described.length} segments: a label volume has 255 at most.`)
  return [NOTHING, ...described]
}

function segmentClass(name: string, item: DataSet): LabelClass {
  const value = item.uint16('x00620004') ?? failFile(name, 'has a segment without a number.')
  const code = codeIn(item, 'x0062000f')
  const category = codeIn(item, 'x00620003')
  return {
    name: item.string('x00620005') ?? `segment ${value}`,
    value,
    color: item.elements.x0062000d
      ? fromCieLab([0, 1, 2].map((index) => item.uint16('x0062000d', index) ?? 0))
      : [255, 0, 0],
    ...(code && { code }),
    ...(category && { category }),
  }
}

function codeIn(item: DataSet, tag: string): Code | undefined {
  const code = firstItem(item, tag)
  const value = code?.string('x00080100')
  const scheme = code?.string('x00080102')
  if (value === undefined || scheme === undefined) return undefined
  return { scheme, value, meaning: code?.string('x00080104') ?? '' }
}
