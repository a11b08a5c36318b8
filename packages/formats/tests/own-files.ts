import type { LabelClass, NamedFile, Scan } from '@spad/core'
import { writeNifti } from '../src/nifti/write-nifti.js'
import { segNrrdWriter } from '../src/nrrd/seg-nrrd-writer.js'
import { dicomSegWriter } from '../src/seg/dicom-seg-writer.js'
import {
  decimalText,
  type Element,
  encodeElements,
  raw,
  shorts,
  text,
} from '../src/seg/element-writer.js'

const grid = {
  size: [6, 5, 4],
  spacing: [0.8, 0.9, 3],
  origin: [-20, 15, 33],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const

export const ownScan: Scan = {
  data: Int16Array.from({ length: 120 }, (_, i) => 7 * i - 300),
  grid,
  channels: 1,
  rescale: { slope: 0.5, intercept: -10 },
}

const ownClasses: readonly LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'one', value: 1, color: [255, 0, 0] },
  { name: 'two', value: 2, color: [0, 255, 0] },
]

export const ownLabels = { data: Uint8Array.from({ length: 120 }, (_, i) => (i >> 2) % 3), grid }

/** Elements of one slice of a CT; patient fields hold a mark that must go nowhere. */
export function ownSlice(index: number, changed: readonly Element[] = []): Uint8Array {
  const tags = new Set(changed.map(({ tag }) => tag))
  return encodeElements([...sliceElements(index).filter(({ tag }) => !tags.has(tag)), ...changed])
}

export const SECRET = 'Geheimnis'

function sliceElements(index: number): Element[] {
  return [
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    text(0x00080018, 'UI', `1.2.3.${index + 1}`),
    text(0x00080060, 'CS', 'CT'),
    text(0x00100010, 'PN', SECRET),
    text(0x00100020, 'LO', SECRET),
    text(0x0020000d, 'UI', '1.2.3'),
    text(0x0020000e, 'UI', '1.2.3.9'),
    decimalText(0x00200032, -20, 15, 33 + 3 * index),
    decimalText(0x00200037, 1, 0, 0, 0, 1, 0),
    text(0x00200052, 'UI', '1.2.3.8'),
    shorts(0x00280002, 1),
    text(0x00280004, 'CS', 'MONOCHROME2'),
    shorts(0x00280010, 5),
    shorts(0x00280011, 6),
    decimalText(0x00280030, 0.9, 0.8),
    shorts(0x00280100, 16),
    shorts(0x00280101, 16),
    shorts(0x00280102, 15),
    shorts(0x00280103, 1),
    decimalText(0x00281052, -10),
    decimalText(0x00281053, 0.5),
    raw(0x7fe00010, 'OW', new Uint8Array(ownScan.data.buffer, 60 * index, 60).slice()),
  ]
}

/** A series of four slices, in no order. */
export const ownSeries = (): NamedFile[] =>
  [2, 0, 3, 1].map((index) => ({ name: `slice-${index}.dcm`, bytes: ownSlice(index) }))

/** Small files of every format that the package writes itself. */
export async function ownFiles(): Promise<Record<string, NamedFile[]>> {
  const one = (name: string, bytes: Uint8Array): NamedFile[] => [{ name, bytes }]
  const source = ownSeries()
  return {
    nifti: one('a.nii', await writeNifti(ownScan, { gzip: false })),
    'nifti gz': one('a.nii.gz', await writeNifti(ownScan, { version: 2 })),
    metaimage: one('a.mha', ownMetaimage()),
    'seg.nrrd': one('a.seg.nrrd', await segNrrdWriter.write(ownLabels, ownClasses)),
    'dicom series': source,
    'dicom seg': one('a.dcm', await dicomSegWriter.write(ownLabels, ownClasses, { source })),
    'labelmap seg': one(
      'a.dcm',
      await dicomSegWriter.write(ownLabels, ownClasses, { source, type: 'LABELMAP' }),
    ),
  }
}

function ownMetaimage(): Uint8Array {
  const header = `ObjectType = Image
NDims = 3
BinaryData = True
BinaryDataByteOrderMSB = False
Offset = -20 15 33
ElementSpacing = 0.8 0.9 3
DimSize = 6 5 4
ElementType = MET_SHORT
ElementDataFile = LOCAL
`
  const head = new TextEncoder().encode(header)
  const bytes = new Uint8Array(head.length + 240)
  bytes.set(head)
  bytes.set(new Uint8Array(ownScan.data.buffer), head.length)
  return bytes
}
