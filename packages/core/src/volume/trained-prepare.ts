import { aNumber } from '../contracts/rule.js'
import { fail, wordsOf } from '../support/errors.js'
import { type PrepareOptions, prepareOptions } from './prepare.js'

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
  const given = (prepare ?? {}) as Record<string, unknown>
  const checked = (name: keyof typeof prepareOptions): PrepareOptions => {
    const value = given[name]
    return value === undefined
      ? {}
      : { [name]: prepareOptions[name].rule.check(value, name, 'core') }
  }
  try {
    const { neighbours, channel } = given
    return {
      ...(neighbours !== 0 && checked('neighbours')),
      ...checked('spacing'),
      ...checked('axis'),
      ...checked('window'),
      ...(channel !== undefined && {
        usualChannel: aNumber({ min: 0, integer: true }).check(channel, 'channel', 'core'),
      }),
    }
  } catch (error) {
    const shown = JSON.stringify(prepare)
    return fail('core', `\`prepare\` of the model is ${shown}: ${wordsOf(error)}`, error)
  }
}
