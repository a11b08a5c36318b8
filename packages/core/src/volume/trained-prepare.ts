import { fail } from '../support/errors.js'
import type { PrepareOptions } from './prepare.js'

/**
 * How scans are to be made into pictures for a model, by what its metadata say under `prepare`.
 *
 * @param prepare As it stands in `model.json`; nothing is an empty answer.
 * @throws SpadError if it is not of that form.
 */
export function trainedPrepare(prepare: unknown): Pick<PrepareOptions, 'neighbours' | 'spacing'> {
  if (prepare === undefined) return {}
  const { neighbours = 0, spacing } = (prepare ?? {}) as Record<string, unknown>
  const sound =
    Number.isInteger(neighbours) &&
    (neighbours as number) >= 0 &&
    (spacing === undefined || (Number.isFinite(spacing) && (spacing as number) > 0))
  if (!sound)
    fail(
      'core',
      `\`prepare\` of the model is ${JSON.stringify(prepare)}: \`neighbours\` must be a whole number from 0, ` +
        '`spacing` a number of mm above 0.',
    )
  return {
    ...(neighbours !== 0 && { neighbours: neighbours as number }),
    ...(spacing !== undefined && { spacing: spacing as number }),
  }
}
