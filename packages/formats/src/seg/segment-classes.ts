import type { Code, LabelClass } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { firstItem, itemsOf } from '../dicom/elements.js'
import { charsetOf, textOf } from '../dicom/texts.js'
import { failFile } from '../file-error.js'
import { fromCieLab } from './cie-lab.js'

export const NOTHING: LabelClass = { name: 'background', value: 0, color: [0, 0, 0] }

/** The classes that a DICOM segmentation describes, the background before them. */
export function classesOf(name: string, data: DataSet): LabelClass[] {
  const charset = charsetOf(data)
  const segments = itemsOf(data, 'x00620002').map((item) => segmentClass(name, item, charset))
  const described = segments.filter(({ value }) => value !== 0)
  if (described.length > 255)
    failFile(name, `has ${described.length} segments: a label volume has 255 at most.`)
  return [NOTHING, ...described]
}

function segmentClass(name: string, item: DataSet, charset: string | undefined): LabelClass {
  const value = item.uint16('x00620004') ?? failFile(name, 'has a segment without a number.')
  const code = codeIn(item, 'x0062000f', charset)
  const category = codeIn(item, 'x00620003', charset)
  return {
    name: textOf(item, 'x00620005', charset)?.trim() ?? `segment ${value}`,
    value,
    color: item.elements.x0062000d
      ? fromCieLab([0, 1, 2].map((index) => item.uint16('x0062000d', index) ?? 0))
      : [255, 0, 0],
    ...(code && { code }),
    ...(category && { category }),
  }
}

function codeIn(item: DataSet, tag: string, charset: string | undefined): Code | undefined {
  const code = firstItem(item, tag)
  const value = code?.string('x00080100')
  const scheme = code?.string('x00080102')
  if (value === undefined || scheme === undefined) return undefined
  const meaning = code && textOf(code, 'x00080104', charsetOf(item) ?? charset)
  return { scheme, value, meaning: meaning?.trim() ?? '' }
}
