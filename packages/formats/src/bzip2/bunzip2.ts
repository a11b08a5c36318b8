import { guarded } from '../file-error.js'
import { type Bits, bitsOf } from './bit-reader.js'
import { readBlock } from './block.js'
import { checksum } from './checksum.js'

const BLOCK = [0x314159, 0x265359]
const END = [0x177245, 0x385090]

/**
 * The first `wanted` bytes that a bzip2 stream holds, or fewer where it ends before. A packed block makes
 * 46 MB of a few bytes, so what is not wanted is not unpacked.
 *
 * @throws SpadError if it is damaged.
 */
export function bunzip2(name: string, packed: Uint8Array, wanted: number): Uint8Array {
  return guarded(name, 'has compressed samples that are damaged: fetch it anew.', () => {
    const bits = bitsOf(packed)
    if (bits.read(16) !== 0x425a || bits.read(8) !== 0x68) throw new RangeError('magic')
    const most = 100_000 * (bits.read(8) - 48)
    if (!(most >= 100_000 && most <= 900_000)) throw new RangeError('level')
    return unpackBlocks(bits, most, wanted)
  })
}

function unpackBlocks(bits: Bits, most: number, wanted: number): Uint8Array {
  const pieces = new GrowingBytes(wanted)
  while (!pieces.full) {
    const magic = [bits.read(24), bits.read(24)]
    if (magic.join() === END.join()) break
    if (magic.join() !== BLOCK.join()) throw new RangeError('block')
    const wantedSum = bits.read(16) * 65536 + bits.read(16)
    const start = pieces.length
    expandRuns(readBlock(bits, most), pieces)
    // what is cut off cannot be checked
    if (!pieces.cut && checksum(pieces.bytes().subarray(start)) !== wantedSum)
      throw new RangeError('checksum')
  }
  return pieces.bytes()
}

/** Four equal bytes are followed by how many more there are. */
function expandRuns(block: Iterable<number>, into: GrowingBytes): void {
  let last = -1
  let run = 0
  for (const byte of block) {
    if (run === 4) {
      into.push(last, byte)
      run = 0
      last = -1
    } else {
      run = byte === last ? run + 1 : 1
      last = byte
      into.push(byte, 1)
    }
  }
}

/** Room that doubles up to a limit. */
class GrowingBytes {
  #bytes: Uint8Array
  #end = 0
  /** Whether something was left out. */
  cut = false

  constructor(readonly limit: number) {
    this.#bytes = new Uint8Array(Math.min(limit, 1 << 16))
  }

  get full(): boolean {
    return this.#end >= this.limit
  }

  get length(): number {
    return this.#end
  }

  push(byte: number, count: number): void {
    const end = Math.min(this.limit, this.#end + count)
    this.cut ||= end < this.#end + count
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.limit, 2 * this.#bytes.length))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.fill(byte, this.#end, end)
    this.#end = end
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#end)
  }
}
