import type { Raster } from '../contracts/sample.js'

/** A picture's rows as they are made, from the first to the last, some at a time or none. */
export type RowStream = AsyncGenerator<Float32Array, void>

/** Rows of several streams that are looked at together. */
const ROWS = 32

/**
 * The mean of pictures of one size that are made at different paces.
 *
 * @param length Values of a row.
 */
export async function* meanOfStreams(streams: readonly RowStream[], length: number): RowStream {
  const blocks = streams.map((stream) => inBlocks(stream, ROWS * length))
  try {
    for (;;) {
      const sum = await blocks[0]?.next()
      if (!sum || sum.done) return
      const mean = sum.value.slice()
      for (const other of blocks.slice(1)) {
        const { value } = await other.next()
        if (value) addTo(mean, value)
      }
      yield mean.map((total) => total / streams.length)
    }
  } finally {
    for (const block of blocks) await block.return()
  }
}

/** The same values in parts of one length; the last may be shorter. */
async function* inBlocks(stream: RowStream, length: number): RowStream {
  let block = new Float32Array(length)
  let filled = 0
  for await (const values of stream)
    for (let at = 0; at < values.length;) {
      const count = Math.min(values.length - at, length - filled)
      block.set(values.subarray(at, at + count), filled)
      at += count
      filled += count
      if (filled < length) continue
      yield block
      block = new Float32Array(length)
      filled = 0
    }
  if (filled > 0) yield block.subarray(0, filled)
}

/** The mean of pictures of one shape. */
export function meanOfRasters(rasters: readonly Raster[]): Raster {
  const [first] = rasters as [Raster]
  if (rasters.length === 1) return first
  const data = first.data.slice()
  for (const { data: more } of rasters.slice(1)) addTo(data, more)
  return { ...first, data: data.map((sum) => sum / rasters.length) }
}

function addTo(sums: Float32Array, more: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + more[i]!
}

/** All rows of a stream as a picture. */
export async function gathered(
  stream: RowStream,
  { height, width, channels }: Omit<Raster, 'data'>,
): Promise<Raster> {
  const shape = { height, width, channels }
  let all: Float32Array | undefined
  let filled = 0
  for await (const values of stream) {
    if (values.length === height * width * channels) return { data: values, ...shape }
    all ??= new Float32Array(height * width * channels)
    all.set(values, filled)
    filled += values.length
  }
  return { data: all ?? new Float32Array(height * width * channels), ...shape }
}
