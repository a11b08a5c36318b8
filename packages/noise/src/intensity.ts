import { fail, type NoiseContext } from '@spad/core'

/**
 * The intensity with that name.
 *
 * @param max The largest that the noise can take.
 * @throws SpadError if the progress schedule gives none, or one out of range.
 */
export function intensityOf(context: NoiseContext, name: string, max = Infinity): number {
  const { intensity } = context
  const value = Object.hasOwn(intensity, name) ? intensity[name] : undefined
  if (value === undefined) {
    const known = Object.keys(intensity).join(', ') || 'none'
    return fail(
      'noise',
      `\`intensity.${name}\` is missing: the progress schedule gives ${known}. Give it a curve for \`${name}\`, or name the noise's \`intensity\` as one of those.`,
    )
  }
  if (!(value >= 0 && value <= max && value < Infinity)) {
    const rule = max < Infinity ? `from 0 to ${max}` : 'a finite number of at least 0'
    fail('noise', `\`intensity.${name}\` is ${value}: it must be ${rule}.`)
  }
  return value
}
