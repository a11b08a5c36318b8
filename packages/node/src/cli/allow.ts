import { FAULTS } from '@spad/formats'

/** What `--allow` is for, as the help says it. */
export const ALLOW_HELP = `accept a fault of a series by its name: ${FAULTS.join(', ')}; may be repeated`

/** The faults that flags accept: each may hold several with commas between them. */
export function allowed(flag: unknown): string[] {
  if (!Array.isArray(flag)) return []
  return flag.flatMap((one) => String(one).split(',')).map((one) => one.trim())
}
