import type { DataSet } from 'dicom-parser'
import { valueBytes } from '../dicom/elements.js'
import { type Element, raw } from './element-writer.js'

/** Of patient, study and frame of reference: what a segmentation shares with its images. */
const COPIED: readonly [number, string, required: boolean][] = [
  [0x00080020, 'DA', true],
  [0x00080030, 'TM', true],
  [0x00080050, 'SH', true],
  [0x00080090, 'PN', true],
  [0x00081030, 'LO', false],
  [0x00100010, 'PN', true],
  [0x00100020, 'LO', true],
  [0x00100030, 'DA', true],
  [0x00100040, 'CS', true],
  [0x00101010, 'AS', false],
  [0x00101020, 'DS', false],
  [0x00101030, 'DS', false],
  [0x0020000d, 'UI', true],
  [0x00200010, 'SH', true],
]

/** Of what says where it lies, and of what does not. */
const PLACED: typeof COPIED = [
  [0x00200052, 'UI', true],
  [0x00201040, 'LO', true],
]
const UNPLACED: typeof COPIED = [[0x00200020, 'CS', true]]

/** Those elements as the source has them, byte for byte; empty where a wanted one is missing. */
export function copiedElements(source: DataSet, placed: boolean): Element[] {
  return [...COPIED, ...(placed ? PLACED : UNPLACED)].flatMap(([tag, vr, required]) => {
    const bytes = valueBytes(source, tagName(tag))
    return bytes || required ? [raw(tag, vr, bytes ?? new Uint8Array(0))] : []
  })
}

const tagName = (tag: number): string => `x${tag.toString(16).padStart(8, '0')}`
