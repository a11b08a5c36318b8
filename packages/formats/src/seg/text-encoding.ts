import { fail } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { valueBytes } from '../dicom/elements.js'
import { type Element, raw, text } from './element-writer.js'
import type { Encode } from './segment-elements.js'

/**
 * How texts are written beside those that are copied from the source: in UTF-8 where the source has
 * letters of ASCII alone or UTF-8, else in the source's set, which then takes ASCII of us.
 *
 * The encoding throws SpadError at a text that does not fit.
 */
export function textEncoding(source: DataSet): { charset: Element[]; encode: Encode } {
  const named = source.string('x00080005')?.trim() ?? ''
  const unicode = named === '' || named === 'ISO_IR 6' || named === 'ISO_IR 192'
  const bytes = valueBytes(source, 'x00080005')
  const charset =
    unicode || !bytes ? text(0x00080005, 'CS', 'ISO_IR 192') : raw(0x00080005, 'CS', bytes)
  return { charset: [charset], encode: (value) => encoded(value, unicode) }
}

const MOST = 64

function encoded(value: string, unicode: boolean): Uint8Array {
  const fits = unicode || /^[\x20-\x7e]*$/.test(value)
  if (!fits || value.length > MOST || /[\\\p{Cc}]/u.test(value))
    fail(
      'formats',
      `${JSON.stringify(value)} cannot be written into this DICOM file: give ${MOST} letters at most, ${unicode ? 'without backslash' : 'of ASCII, without backslash'}.`,
    )
  return new TextEncoder().encode(value)
}
