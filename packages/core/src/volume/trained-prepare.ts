import { fail } from '../support/errors.js'
import type { PrepareOptions } from './prepare.js'
import { SLICE_AXES, type SliceAxis } from './slicing.js'

/** How the scans of a model's training were made into pictures; what is not there goes by the scan. */
export interface TrainedPrepare extends Pick<
  PrepareOptions,
  'axis' | 'neighbours' | 'spacing' | 'window'
> {
  /** Which channel was looked at in scans that have several, counted from 0. */
  readonly usualChannel?: number
}

/**
 * How scans are to be made into pictures for a model, by what its metadata say under `prepare`.
 *
 * @param prepare As it stands in `model.json`; nothing is an empty answer.
 * @throws SpadError if it is not of that form.
 */
export function trainedPrepare(prepare: unknown): TrainedPrepare {
  if (prepare === undefined) return {}
  const { neighbours = 0, spacing, axis, window, channel } = entriesOf(prepare)
  const sound =
    isCount(neighbours) &&
    (spacing === undefined || isAboveZero(spacing)) &&
    (axis === undefined || SLICE_AXES.includes(axis as SliceAxis)) &&
    (window === undefined || isWindow(window)) &&
    (channel === undefined || isCount(channel))
  if (!sound)
    fail(
      'core',
      `\`prepare\` of the model is ${JSON.stringify(prepare)}: \`neighbours\` and \`channel\` must be whole ` +
        `numbers from 0, \`spacing\` a number of mm above 0, \`axis\` ${SLICE_AXES.join(', ')}, \`window\` ` +
        'a `center` and a `width` above 0.',
    )
  return {
    ...(neighbours !== 0 && { neighbours: neighbours as number }),
    ...(spacing !== undefined && { spacing: spacing as number }),
    ...(axis !== undefined && { axis: axis as SliceAxis }),
    ...(window !== undefined && { window: window as NonNullable<PrepareOptions['window']> }),
    ...(channel !== undefined && { usualChannel: channel as number }),
  }
}

const entriesOf = (value: unknown): Record<string, unknown> =>
  (value ?? {}) as Record<string, unknown>

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0

const isAboveZero = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0

function isWindow(value: unknown): boolean {
  const { center, width } = entriesOf(value)
  return Number.isFinite(center) && isAboveZero(width)
}
