import { failFile } from './file-error.js'

// more than any header, and little enough to search
const MOST = 1 << 20

/** Bytes as Latin-1, so that each is one letter. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192))
  return text
}

/**
 * Lines from the beginning of a file up to and with the one that ends its header, and where the next
 * begins.
 */
export function headerLines(
  bytes: Uint8Array,
  isLast: (line: string) => boolean,
): { lines: string[]; end: number } {
  const lines: string[] = []
  let start = 0
  while (start < bytes.length && start < MOST) {
    const found = bytes.indexOf(10, start)
    const stop = found < 0 ? bytes.length : found
    const line = latin1(bytes.subarray(start, Math.min(stop, start + MOST))).replace(/\r$/, '')
    start = stop + 1
    lines.push(line)
    if (isLast(line)) break
  }
  return { lines, end: Math.min(start, bytes.length) }
}

/** The numbers of a header's field. @throws SpadError unless all are finite. */
export function numbersIn(name: string, field: string, text: string): number[] {
  const numbers = text
    .trim()
    .split(/[\s,()]+/)
    .filter((part) => part !== '')
    .map(Number)
  if (!numbers.every(Number.isFinite)) failFile(name, `has \`${field}\` that is not all numbers.`)
  return numbers
}

/** Numbers written as text. @throws SpadError unless there are `count` of them. */
export function textSamples(name: string, bytes: Uint8Array, count: number): Float64Array {
  // the shortest number is a digit and a space
  if (count > bytes.length)
    failFile(name, `has fewer numbers than the ${count} that its size asks for.`)
  const samples = new Float64Array(count)
  const parts = latin1(bytes)
    .trim()
    .split(/[\s,]+/, count)
  if (parts.length < count)
    failFile(name, `has fewer numbers than the ${count} that its size asks for.`)
  parts.forEach((part, index) => {
    samples[index] = numberOf(part)
    if (Number.isNaN(samples[index]) && !/^[+-]?nan$/i.test(part))
      failFile(
        name,
        `has samples as text, of which the one at place ${index + 1} is no number: mend it.`,
      )
  })
  return samples
}

/** As C's library writes it, which has words for infinity. */
function numberOf(text: string): number {
  const [, sign, infinite] = /^([+-]?)(inf(?:inity)?)$/i.exec(text) ?? []
  return infinite === undefined ? Number(text) : sign === '-' ? -Infinity : Infinity
}
