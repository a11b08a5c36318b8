import type { Code, LabelClass } from '@spad/core'
import { toCieLab } from './cie-lab.js'
import { BACKGROUND, categoryOf, codeOf } from './codes.js'
import { type Element, raw, sequence, shorts, text } from './element-writer.js'

/** Writes a text in the file's character set. */
export type Encode = (value: string) => Uint8Array

/** How a file's texts are written. */
export interface Texts {
  readonly encode: Encode
  /** The element that names the character set. */
  readonly charset: Element
}

/** A code sequence of one item. */
export const codeSequence = (
  tag: number,
  { value, scheme, meaning }: Code,
  texts?: Texts,
): Element =>
  sequence(tag, [
    text(0x00080100, 'SH', value),
    text(0x00080102, 'SH', scheme),
    ...(texts ? named(0x00080104, meaning, texts) : [text(0x00080104, 'LO', meaning)]),
  ])

/**
 * A text of an item, and beside letters that are not ASCII the character set once more, as PS3.3
 * C.12.1.1.2 allows: dcmjs, by which OHIF reads a file, forgets the file's own inside of sequences.
 */
function named(tag: number, value: string, { encode, charset }: Texts): Element[] {
  const bytes = encode(value)
  return [...(bytes.some((byte) => byte > 127) ? [charset] : []), raw(tag, 'LO', bytes)]
}

/** One segment, or the background of a label map, which is number 0 (DICOM PS3.3 C.8.20.4). */
export function segmentElements(segment: LabelClass, number: number, texts: Texts): Element[] {
  const background = number === 0
  return [
    codeSequence(0x00620003, background ? BACKGROUND : categoryOf(segment), texts),
    shorts(0x00620004, number),
    ...named(0x00620005, segment.name, texts),
    text(0x00620008, 'CS', 'AUTOMATIC'),
    text(0x00620009, 'LO', 'SPAD'),
    shorts(0x0062000d, ...toCieLab(segment.color)),
    codeSequence(0x0062000f, background ? BACKGROUND : codeOf(segment), texts),
  ]
}
