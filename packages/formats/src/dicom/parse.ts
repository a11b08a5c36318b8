import dicomParser, { type DataSet } from 'dicom-parser'
import { failFile, guarded } from '../file-error.js'
import { MAX_SAMPLES } from '../limits.js'
import { parseElements } from './parse-elements.js'
import { inflateNow, joined } from './inflate-now.js'
import { SYNTAX } from './syntaxes.js'

/** The elements of a DICOM file and how they are encoded. */
export interface DicomFile {
  readonly name: string
  readonly data: DataSet
  readonly syntax: string
}

/** Whether bytes begin as a DICOM file, or as one without preamble and meta header. */
export function isDicom(head: Uint8Array): boolean {
  if (isPart10(head) || isBareMeta(head)) return true
  // the first group is 0008 in little endian, and its first elements are short
  return head.length > 8 && head[0] === 8 && head[1] === 0 && head[3] === 0 && (head[7] ?? 1) === 0
    ? true
    : isExplicit(head) && head[0] === 8 && head[1] === 0
}

const isPart10 = (head: Uint8Array): boolean =>
  String.fromCharCode(...head.subarray(128, 132)) === 'DICM'

/** A meta header, from its group's length (0002,0000) on, without the preamble before it. */
const isBareMeta = (head: Uint8Array): boolean =>
  String.fromCharCode(...head.subarray(0, 8)) === '\x02\0\0\0UL\x04\0'

const PREAMBLE = Uint8Array.from([...new Uint8Array(128), 0x44, 0x49, 0x43, 0x4d])

const PIXELS = 'x7fe00010'

const isExplicit = (head: Uint8Array): boolean =>
  /^[A-Z]{2}$/.test(String.fromCharCode(head[4] ?? 0, head[5] ?? 0))

/** Where the pixels end that the head of an unpacked file tells of; undefined if it does not reach to them. */
function endOfPixels(head: Uint8Array): number | undefined {
  try {
    const data = dicomParser.parseDicom(head, { untilTag: PIXELS, inflater: (all) => all })
    const pixels = data.elements[PIXELS]
    // never more than it may be, whatever it claims
    return pixels && pixels.dataOffset + Math.min(pixels.length, 8 * MAX_SAMPLES)
  } catch {
    return undefined
  }
}

/**
 * Reads the elements of a file. Where it has no meta header, its first element tells whether it names
 * its types.
 *
 * @throws SpadError without anything of the file's content.
 */
export async function parseDicomFile(name: string, given: Uint8Array): Promise<DicomFile> {
  if (!isDicom(given)) failFile(name, 'is no DICOM file.')
  const bytes = isPart10(given) || !isBareMeta(given) ? given : joined([PREAMBLE, given])
  const whole = isPart10(bytes)
  const guess = isExplicit(bytes) ? SYNTAX.explicitLittle : SYNTAX.implicitLittle
  const inflate = await inflateNow(name, bytes, endOfPixels)
  const data = guarded(name, 'is a DICOM file that is damaged or cut short: fetch it anew.', () =>
    parseElements(bytes, {
      ...(!whole && { TransferSyntaxUID: guess }),
      // a deflated file's pixels are one plain element: what comes after them is no part of a picture
      ...(inflate && { inflater: inflate, untilTag: PIXELS }),
    }),
  )
  const syntax = whole ? data.string('x00020010') : guess
  if (syntax === undefined || !/^[\d.]+$/.test(syntax))
    return failFile(name, 'names no transfer syntax.')
  return { name, data, syntax }
}
