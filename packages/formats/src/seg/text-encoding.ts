import { fail } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { valueBytes } from '../dicom/elements.js'
import { raw, text } from './element-writer.js'
import type { Encode, Texts } from './segment-elements.js'

/**
 * How texts are written beside those that are copied from the source: in UTF-8 where the source has
 * letters of ASCII alone or UTF-8, else in the source's set, which then takes Latin-1 of us where it is
 * that, and ASCII otherwise.
 *
 * The encoding throws SpadError at a text that does not fit.
 */
export function textEncoding(source: DataSet): Texts {
  const named = source.string('x00080005')?.trim() ?? ''
  const unicode = named === '' || named === 'ISO_IR 6' || named === 'ISO_IR 192'
  const bytes = valueBytes(source, 'x00080005')
  const charset =
    unicode || !bytes ? text(0x00080005, 'CS', 'ISO_IR 192') : raw(0x00080005, 'CS', bytes)
  const letters = unicode ? UNICODE : named === 'ISO_IR 100' ? LATIN_1 : ASCII
  return { charset, encode: (value) => encoded(value, letters) }
}

const MOST = 64

interface Letters {
  readonly name: string
  /** What is not among them. */
  readonly other: RegExp
  readonly encode: Encode
}

const UNICODE: Letters = {
  name: '',
  other: /[\\\p{Cc}]/u,
  encode: (value) => new TextEncoder().encode(value),
}
const byByte: Encode = (value) => Uint8Array.from(value, (letter) => letter.charCodeAt(0))
const LATIN_1: Letters = {
  name: "of Latin-1, which is the source's character set, ",
  other: /[\\\p{Cc}]|[^\x20-\xff]/u,
  encode: byByte,
}
const ASCII: Letters = {
  name: "of ASCII, since the source's character set is neither UTF-8 nor Latin-1, ",
  other: /[\\\p{Cc}]|[^\x20-\x7e]/u,
  encode: byByte,
}

function encoded(value: string, { name, other, encode }: Letters): Uint8Array {
  if (value.length > MOST || other.test(value))
    fail(
      'formats',
      `${JSON.stringify(value)} cannot be written into this DICOM file: give ${MOST} letters at most, ${name}without backslash.`,
    )
  return encode(value)
}
