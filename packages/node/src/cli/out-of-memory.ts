import { SpadError, wordsOf } from '@spad/core'

/** What wasm says when its memory is at an end, in one of its many ways. */
const SIGNS =
  /^Aborted\(|memory access out of bounds|out of memory|Cannot enlarge memory|Array buffer allocation failed/i

/** The one message for a wasm memory that is full; any other error is returned as it is. */
export function explainMemory(error: unknown, work = 'this', cure = CURE): unknown {
  if (!(error instanceof Error) || !SIGNS.test(plain(wordsOf(error)))) return error
  return new SpadError(
    'node',
    `wasm's memory, 4 GB at the most, is not enough for ${work}: ${cure}`,
    { cause: error, code: 'memory' },
  )
}

const CURE =
  'lower `--size` or `--batch` of the training, give fewer images at once, or take another backend ' +
  '(`--backend native`).'

function plain(message: string): string {
  return message.replace(/^(RuntimeError|RangeError|Error): /, '')
}
