import { expect, test } from 'vitest'
import { bunzip2 } from '../../src/bzip2/bunzip2.js'

// 'spad spad spad' and 300 times 'a', by bzip2 1.0.8
const PACKED = Uint8Array.from(
  atob('QlpoOTFBWSZTWUCsDXEAAAoRgMAgJABIAAAIIAAhJMjQhgIQK2csCq0ni7kinChIIFYGuIA='),
  (letter) => letter.charCodeAt(0),
)
const TEXT = `spad spad spad${'a'.repeat(300)}`

test('a stream is unpacked, as far as it is wanted', () => {
  const text = (wanted: number) => new TextDecoder().decode(bunzip2('a', PACKED, wanted))
  expect(text(1000)).toBe(TEXT)
  expect(text(20)).toBe(TEXT.slice(0, 20))
})

test.each([0, 4, 12, 20, 30, 40])('a stream that is broken at byte %d is refused', (place) => {
  const broken = PACKED.slice()
  broken[place] = broken[place]! ^ 0x55
  expect(() => bunzip2('a.nrrd', broken, 1000)).toThrow(
    '`a.nrrd` has compressed samples that are damaged: fetch it anew.',
  )
})

test('a stream that is cut short is refused', () => {
  expect(() => bunzip2('a', PACKED.slice(0, -12), 1000)).toThrow('damaged')
})
