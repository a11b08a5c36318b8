import { amount } from '@spad/core'
import { failFile } from '../file-error.js'
import { fileBytes } from './elements.js'
import { joined } from './inflate-now.js'
import type { DicomFile } from './parse.js'
import { SYNTAX } from './syntaxes.js'

/** The compressed bytes of every frame of a file. */
export function encapsulatedFrames(
  { name, data, syntax }: DicomFile,
  frames: number,
): Uint8Array[] {
  const { fragments = [], basicOffsetTable = [] } = data.elements.x7fe00010 ?? {}
  const bytes = fileBytes(data)
  const pieces = fragments.map(({ position, length }) => {
    if (position + length > bytes.length) failFile(name, 'is cut short in its pixels.')
    return bytes.subarray(position, position + length)
  })
  if (pieces.length === frames) return pieces
  const otherwise = (found: number) =>
    failFile(name, `has ${amount(frames, 'frame')}, but its pixels come in ${found}.`)
  // of this syntax a fragment is a frame
  if (syntax === SYNTAX.rle) return otherwise(pieces.length)
  const starts = new Set(basicOffsetTable)
  const groups =
    starts.size === frames
      ? grouped(pieces, (index) => starts.has(fragments[index]?.offset ?? -1))
      : grouped(pieces, (index) => index === 0 || endsJpeg(pieces[index - 1]))
  if (groups.length !== frames) return otherwise(groups.length)
  return groups.map(joined)
}

function grouped(
  pieces: readonly Uint8Array[],
  begins: (index: number) => boolean,
): Uint8Array[][] {
  const groups: Uint8Array[][] = []
  pieces.forEach((piece, index) => {
    const last = groups.at(-1)
    if (begins(index) || !last) groups.push([piece])
    else last.push(piece)
  })
  return groups
}

function endsJpeg(piece: Uint8Array = new Uint8Array(0)): boolean {
  const end = piece.at(-1) === 0 ? piece.length - 1 : piece.length
  return piece[end - 2] === 0xff && piece[end - 1] === 0xd9
}
