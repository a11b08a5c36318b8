import { SpadError } from '../support/errors.js'
import type { NamedFile, Reader } from '../contracts/reader.js'
import type { Scan } from '../contracts/scan.js'
import { check, checkSame, thrownBy, type Test } from './check.js'
import { checkScan } from './scan.js'

export interface ReaderTestOptions {
  /** The files that make one scan, in any order. */
  readonly files: () => readonly NamedFile[] | Promise<readonly NamedFile[]>
  /** What must come out of them; more may. @default anything that a scan may be */
  readonly expected?: Partial<Scan>
  /** Bytes of the head that `matches` is given. @default 512 */
  readonly head?: number
}

/** Files that no format calls its own. */
const FOREIGN: readonly NamedFile[] = [
  { name: 'empty', bytes: new Uint8Array() },
  { name: 'notes.txt', bytes: new TextEncoder().encode('Nothing to see here.\n'.repeat(40)) },
  { name: 'zeros.bin', bytes: new Uint8Array(600) },
]

/**
 * The contract of a {@link Reader}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the reader, or a promise of it.
 */
export function testReader(
  test: Test,
  name: string,
  make: () => Reader | Promise<Reader>,
  { files, expected = {}, head = 512 }: ReaderTestOptions,
): void {
  test(`${name}: has a name and knows its own files`, async () => {
    const [reader, own] = [await make(), await files()]
    check(reader.name !== '', 'it has no name')
    const knows = ({ bytes, name: called }: NamedFile): boolean =>
      reader.matches(bytes.subarray(0, head), called)
    check(own.some(knows), 'it does not match any of its own files')
    const taken = FOREIGN.find(knows)
    check(taken === undefined, `it matches \`${taken?.name}\`, which is nobody's`)
  })

  test(`${name}: reads a scan, and the same twice`, async () => {
    const [reader, own] = [await make(), await files()]
    const before = own.map(({ bytes }) => bytes.slice())
    const [one, two] = [await reader.read(own), await reader.read([...own].reverse())]
    checkScan(one)
    for (const [key, value] of Object.entries(expected))
      checkSame(plain(one[key as keyof Scan]), plain(value), `\`${key}\``)
    for (const key of Object.keys(one) as (keyof Scan)[])
      checkSame(plain(two[key]), plain(one[key]), `\`${key}\` with the files in another order`)
    for (const [i, { bytes, name: called }] of own.entries())
      checkSame(plain(bytes), plain(before[i]), `\`${called}\`, afterwards,`)
  })

  test(`${name}: a file that ends too early is refused by name`, async () => {
    const [reader, own] = [await make(), await files()]
    for (const share of [0, 0.02, 0.3, 0.7]) {
      const cut = own.map(({ name: called, bytes }) => ({
        name: called,
        bytes: bytes.slice(0, Math.floor(bytes.length * share)),
      }))
      const error = await thrownBy(() => reader.read(cut), `reading ${100 * share} % of the bytes`)
      check(error instanceof SpadError, `it throws ${String(error)}: it must be a SpadError`)
      check(
        own.some(({ name: called }) => error.problem.includes(called)),
        `it says "${error.problem}": it must name the file`,
      )
    }
  })

  test(`${name}: damage is a SpadError or a scan, never anything else`, async () => {
    const [reader, own] = [await make(), await files()]
    for (let round = 0; round < 64; round++) {
      const damaged = own.map(({ name: called, bytes }) => {
        const copy = bytes.slice()
        const place = Math.floor((copy.length * ((round * 37) % 64)) / 64)
        copy[place] = copy[place]! ^ (1 << (round % 8))
        return { name: called, bytes: copy }
      })
      try {
        checkScan(await reader.read(damaged))
      } catch (error) {
        check(error instanceof SpadError, `flipped bit ${round}: ${String(error)}`)
      }
    }
  })

  test(`${name}: stops when it is asked to`, async () => {
    const [reader, own] = [await make(), await files()]
    const reason = new Error('enough')
    const error = await thrownBy(
      () => reader.read(own, { signal: AbortSignal.abort(reason) }),
      'an aborted reading',
    )
    check(error === reason, `it throws ${String(error)}: it must be the reason of \`signal\``)
  })
}

/** Typed arrays as plain ones, so that they compare as JSON. */
function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value
}
