import { aNumber } from '../contracts/rule.js'
import { fail, wordsOf } from '../support/errors.js'
import type { PartConfig } from '../contracts/part.js'
import { isList, refuseOtherLength } from './channel-windows.js'
import { type Prepare, prepareOptions, type PrepareTogetherOptions } from './prepare.js'

/** How the scans of a model's training were made into pictures; what is not there goes by the scan. */
export interface TrainedPrepare extends Pick<
  PrepareTogetherOptions,
  'axis' | 'neighbours' | 'spacing' | 'window'
> {
  /** Which channel was looked at in scans that have several, counted from 0. */
  readonly usualChannel?: number
  /** Who makes them, where it is not `prepareSlices`. */
  readonly prepare?: Prepare
}

/**
 * How scans are to be made into pictures for a model, by what its metadata say under `prepare`.
 *
 * @param prepare As it stands in `model.json`; nothing is an empty answer. Without a `type` it is `slices`.
 * @param build Makes a preparation of another type of its description.
 * @param names What the model's channels are called; `[]`: a picture, grey or in colour. @default not checked
 * @throws SpadError if it is not of that form, of another type without `build`, or has a list of windows that is
 *   not one for each channel.
 */
export function trainedPrepare(
  prepare: unknown,
  build?: (config: PartConfig) => Prepare,
  names?: readonly string[],
): TrainedPrepare {
  if (prepare === undefined) return {}
  const given = (prepare ?? {}) as Record<string, unknown>
  const { neighbours, channel, type = 'slices', ...options } = given
  const checked = (name: keyof typeof prepareOptions): PrepareTogetherOptions => {
    const value = given[name]
    return value === undefined
      ? {}
      : { [name]: prepareOptions[name].rule.check(value, name, 'core') }
  }
  try {
    const usual = channel !== undefined && {
      usualChannel: aNumber({ min: 0, integer: true }).check(channel, 'channel', 'core'),
    }
    if (type !== 'slices') {
      if (!build) fail('core', 'no part of that `type` is known here.')
      const described = neighbours === undefined ? options : { ...options, neighbours }
      return { prepare: build({ ...described, type: String(type) }), ...usual }
    }
    const { window } = checked('window')
    if (names && isList(window)) refuseOtherLength(window, Math.max(1, names.length), names)
    return {
      ...(neighbours !== 0 && checked('neighbours')),
      ...checked('spacing'),
      ...checked('axis'),
      ...(window && { window }),
      ...usual,
    }
  } catch (error) {
    const shown = JSON.stringify(prepare)
    return fail('core', `\`prepare\` of the model is ${shown}: ${wordsOf(error)}`, error)
  }
}
