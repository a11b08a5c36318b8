import { SpadError } from '@spad/core'

/** What wasm says when its memory is at an end, in one of its many ways. */
const SIGNS =
  /^Aborted\(|memory access out of bounds|out of memory|Cannot enlarge memory|Array buffer allocation failed/i

/** The one message for a wasm memory that is full; any other error is returned as it is. */
export function explainMemory(error: unknown, work = 'this', cure = CURE): unknown {
  if (!(error instanceof Error) || !SIGNS.test(plain(error.message))) return error
  return new SpadError(
    `[@spad/node] wasm's memory, 4 GB at the most, is not enough for ${work}: ${cure}`,
    { cause: error },
  )
}

const CURE =
  'lower `--size` or `--batch` of the training, give fewer images at once, or take another backend ' +
  '(`--backend native`).'

function plain(message: string): string {
  return message
    .replace(/^\[@spad\/[a-z-]+\] /, '')
    .replace(/^(RuntimeError|RangeError|Error): /, '')
}
