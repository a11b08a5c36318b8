import { fail, type Spacing } from '@spad/core'
import { few } from './problems.js'

/** Height and width of the pixels of a data set's cases in mm, as `dataset.json` says it. */
export type PixelSpacing = Spacing | Readonly<Record<string, Spacing>>

/** Whether it is the same for all cases. */
function isOneSpacing(spacing: PixelSpacing): spacing is Spacing {
  return Array.isArray(spacing)
}

/**
 * Checks what `dataset.json` says: each case has a spacing, or none.
 *
 * @throws SpadError that names the cases without.
 */
export function checkSpacing(
  file: string,
  spacing: PixelSpacing | undefined,
  names: readonly string[],
): PixelSpacing | undefined {
  if (spacing === undefined || isOneSpacing(spacing)) return spacing
  const bare = names.filter((name) => !Object.hasOwn(spacing, name))
  if (bare.length > 0)
    fail(
      'node',
      `\`spacing\` in \`${file}\` leaves out ${few(bare)}: distances in mm need that of every case.`,
    )
  return spacing
}

/** That of one case. */
export function spacingOf(spacing: PixelSpacing, name: string): Spacing {
  if (isOneSpacing(spacing)) return spacing
  return spacing[name] ?? fail('node', `\`spacing\` has nothing for \`${name}\`.`)
}
