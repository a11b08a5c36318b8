import type { Code, LabelClass } from '@spad/core'
import { toCieLab } from './cie-lab.js'
import { BACKGROUND, categoryOf, codeOf } from './codes.js'
import { type Element, raw, sequence, shorts, text } from './element-writer.js'

/** Writes a text in the file's character set. */
export type Encode = (value: string) => Uint8Array

/** A code sequence of one item. */
export const codeSequence = (
  tag: number,
  { value, scheme, meaning }: Code,
  encode?: Encode,
): Element =>
  sequence(tag, [
    text(0x00080100, 'SH', value),
    text(0x00080102, 'SH', scheme),
    encode ? raw(0x00080104, 'LO', encode(meaning)) : text(0x00080104, 'LO', meaning),
  ])

/** One segment, or the background of a label map, which is number 0 (DICOM PS3.3 C.8.20.4). */
export function segmentElements(segment: LabelClass, number: number, encode: Encode): Element[] {
  const background = number === 0
  return [
    codeSequence(0x00620003, background ? BACKGROUND : categoryOf(segment), encode),
    shorts(0x00620004, number),
    raw(0x00620005, 'LO', encode(segment.name)),
    text(0x00620008, 'CS', 'AUTOMATIC'),
    text(0x00620009, 'LO', 'SPAD'),
    shorts(0x0062000d, ...toCieLab(segment.color)),
    codeSequence(0x0062000f, background ? BACKGROUND : codeOf(segment), encode),
  ]
}
