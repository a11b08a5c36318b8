import { fail, SINGLE_SLICE } from '@spad/core'
import { FAULTS } from '@spad/formats'

/** What `--allow` is for, as the help says it. */
export const ALLOW_HELP = `accept a fault of a series by its name: ${FAULTS.join(', ')}; may be repeated`

/** The faults that flags accept: each may hold several with commas between them. */
export function allowed(flag: unknown): string[] {
  if (!Array.isArray(flag)) return []
  return flag.flatMap((one) => String(one).split(',')).map((one) => one.trim())
}

/** What `--allow` is for where images are segmented. */
export const ALLOW_SEGMENTING_HELP = `${ALLOW_HELP}; ${SINGLE_SLICE}: a picture of one slice, where the model takes neighbours, is its own neighbour`

/**
 * Refuses names that are no fault's, also where nothing is read that could have one.
 *
 * @param own A fault that only the command knows.
 */
export function refuseUnknownFaults(allow: readonly string[], own: string): void {
  const faults: readonly string[] = [own, ...FAULTS]
  const unknown = allow.find((fault) => !faults.includes(fault))
  if (unknown !== undefined)
    fail('node', `\`--allow\` is ${JSON.stringify(unknown)}: it may be ${faults.join(', ')}.`)
}
