import type { DataSet } from 'dicom-parser'
import { valueBytes } from './elements.js'

/** The names that TextDecoder has for DICOM's character sets of one byte, and of several without code extensions. */
const DECODERS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
}

/** The character set of a file or an item (DICOM PS3.3 C.12.1.1.2), undefined where it names none. */
export function charsetOf(data: DataSet): string | undefined {
  return data.string('x00080005')?.split('\\')[0]?.trim().replace('ISO 2022 IR', 'ISO_IR')
}

/**
 * A text of a file, of a character set without code extensions; letters of others are left as their bytes.
 *
 * @param charset The file's; an item's own goes before it.
 */
export function textOf(data: DataSet, tag: string, charset?: string): string | undefined {
  const bytes = valueBytes(data, tag)
  if (!bytes) return undefined
  const decoder = new TextDecoder(DECODERS[charsetOf(data) ?? charset ?? ''] ?? 'latin1')
  return decoder.decode(bytes).replace(/[\0 ]+$/, '')
}
