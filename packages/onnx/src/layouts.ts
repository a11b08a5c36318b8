type Shape = readonly [batch: number, pixels: number, channels: number]

/** `[batch, pixels, channels]` to `[batch, channels, pixels]`. */
export function toChannelsFirst(data: Float32Array, shape: Shape): Float32Array {
  const [batch, pixels, channels] = shape
  return channels === 1 ? data : swapped(data, [batch, pixels, channels])
}

/** `[batch, channels, pixels]` to `[batch, pixels, channels]`. */
export function toChannelsLast(data: Float32Array, shape: Shape): Float32Array {
  const [batch, pixels, channels] = shape
  return channels === 1 ? data : swapped(data, [batch, channels, pixels])
}

/** Swaps the last two axes. */
function swapped(data: Float32Array, [batch, rows, columns]: Shape): Float32Array {
  const result = new Float32Array(data.length)
  for (let n = 0; n < batch; n++) {
    const start = n * rows * columns
    for (let row = 0; row < rows; row++)
      for (let column = 0, from = start + row * columns; column < columns; column++)
        result[start + column * rows + row] = data[from + column]!
  }
  return result
}
