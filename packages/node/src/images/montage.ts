import { amount, fail, type Raster } from '@spad/core'

export interface MontageOptions {
  /**
   * Pixels between the pictures and around them.
   *
   * @default 4
   */
  readonly gap?: number
  /**
   * The grey of gaps and empty places, 0 = black, 1 = white.
   *
   * @default 1
   */
  readonly background?: number
}

/**
 * Sets rows of pictures, of 1 or 3 channels and any size, into one picture of 3 channels. Columns
 * are as wide as their widest, rows as high as their highest picture; each stands at the top left.
 *
 * @throws SpadError if there is no picture or one has other channels.
 */
export function montage(
  rows: readonly (readonly Raster[])[],
  { gap = 4, background = 1 }: MontageOptions = {},
): Raster {
  const pictures = rows.flat()
  if (pictures.length === 0) fail('node', '`rows` is empty: a montage takes at least one picture.')
  const odd = pictures.find(({ channels }) => channels !== 1 && channels !== 3)
  if (odd) fail('node', `a picture has ${amount(odd.channels, 'channel')}: a montage takes 1 or 3.`)
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.width ?? 0)),
  )
  const heights = rows.map((row) => Math.max(0, ...row.map(({ height }) => height)))
  const lefts = starts(widths, gap)
  const tops = starts(heights, gap)
  const width = lefts.at(-1) ?? 0
  const height = tops.at(-1) ?? 0
  const data = new Float32Array(height * width * 3).fill(background)
  const whole: Raster = { data, height, width, channels: 3 }
  rows.forEach((row, r) => {
    row.forEach((picture, c) => {
      paste(whole, picture, tops[r]!, lefts[c]!)
    })
  })
  return whole
}

/** Where each begins with a gap before it, and last where the whole ends. */
function starts(lengths: readonly number[], gap: number): number[] {
  const list = [gap]
  for (const length of lengths) list.push((list.at(-1) ?? 0) + length + gap)
  return list
}

function paste(whole: Raster, picture: Raster, top: number, left: number): void {
  const { data, height, width, channels } = picture
  for (let y = 0; y < height; y++) {
    let to = ((top + y) * whole.width + left) * 3
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels
      for (let c = 0; c < 3; c++) whole.data[to++] = data[channels === 3 ? from + c : from]!
    }
  }
}
