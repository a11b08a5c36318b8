import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readPngText } from '../images/png-text.js'
import { RESULT } from './find-inputs.js'
import { MARK } from './mark.js'
import { allOf, type Outputs } from './segment-file.js'

/**
 * Results of another model, other options or another image that lie beside new ones: a call that makes labels
 * alone leaves an overlay of before where it is.
 *
 * @param out The folder of the results.
 * @returns Their names.
 */
export async function leftOver(out: string, made: readonly Outputs[]): Promise<string[]> {
  const own = new Set(made.flatMap((outputs) => allOf(outputs).map((file) => basename(file))))
  const labels = new Map(made.map((outputs) => [basename(outputs.labels), outputs.labels]))
  const left: string[] = []
  for (const name of await readdir(out)) {
    const beside = RESULT.test(name) ? labels.get(name.replace(RESULT, '_labels.png')) : undefined
    if (beside === undefined || own.has(name)) continue
    const mark = await readPngText(join(out, name), MARK)
    if (mark !== undefined && mark !== (await readPngText(beside, MARK))) left.push(name)
  }
  return left.sort()
}
