/**
 * COCO's run lengths: column by column, first of background.
 *
 * @param counts Numbers, or COCO's text: base 32, 6 bits a character, differences from the run before last.
 * @returns A byte for each pixel, row by row; nothing if they do not fill the picture.
 */
export function decodeRle(
  counts: readonly number[] | string,
  height: number,
  width: number,
): Uint8Array | undefined {
  const runs = typeof counts === 'string' ? fromText(counts) : counts
  const mask = new Uint8Array(height * width)
  let at = 0
  for (const [index, run] of runs.entries()) {
    if (!(run >= 0) || at + run > mask.length) return undefined
    if (index % 2 === 1)
      for (let i = at; i < at + run; i++) mask[(i % height) * width + Math.floor(i / height)] = 1
    at += run
  }
  return at === mask.length ? mask : undefined
}

function fromText(text: string): number[] {
  const runs: number[] = []
  for (let at = 0; at < text.length;) {
    let value = 0
    let shift = 0
    let code: number
    do {
      code = text.charCodeAt(at++) - 48
      value |= (code & 31) << shift
      shift += 5
    } while ((code & 32) !== 0 && at < text.length)
    if ((code & 16) !== 0 && shift < 32) value |= -1 << shift
    runs.push(runs.length > 2 ? value + (runs.at(-2) ?? 0) : value)
  }
  return runs
}
