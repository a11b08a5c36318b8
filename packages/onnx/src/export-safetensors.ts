import { type Model, readVariables } from '@spad/core'

/**
 * A model's weights as a safetensors file, by their names here, as 32-bit floats: filters are `[height, width,
 * in, out]`.
 *
 * Source: huggingface.co/docs/safetensors, "Format".
 */
export async function exportSafetensors(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const weights = Object.entries(await readVariables(model.denoiser.variables))
  let end = 0
  const header = Object.fromEntries(
    weights.map(([name, { data, shape }]) => {
      const start = end
      end += 4 * data.length
      return [name, { dtype: 'F32', shape, data_offsets: [start, end] }]
    }),
  )
  const text = new TextEncoder().encode(JSON.stringify(header))
  // the data begin at a multiple of eight; what is left before them is blank
  const length = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(length), true)
  bytes.set(text, 8)
  let at = 8 + length
  for (const [, { data }] of weights)
    for (const value of data) {
      view.setFloat32(at, value, true)
      at += 4
    }
  return bytes
}
