import { fail, wordsOf } from '../support/errors.js'
import { type PrepareOptions, prepareOptions } from './prepare.js'

/**
 * How scans are to be made into pictures for a model, by what its metadata say under `prepare`.
 *
 * @param prepare As it stands in `model.json`; nothing is an empty answer.
 * @throws SpadError if it is not of that form.
 */
export function trainedPrepare(prepare: unknown): Pick<PrepareOptions, 'neighbours' | 'spacing'> {
  if (prepare === undefined) return {}
  const given = (prepare ?? {}) as Record<string, unknown>
  try {
    return {
      ...(given.neighbours !== 0 && checked(given, 'neighbours')),
      ...checked(given, 'spacing'),
    }
  } catch (error) {
    const shown = JSON.stringify(prepare)
    return fail('core', `\`prepare\` of the model is ${shown}: ${wordsOf(error)}`, error)
  }
}

/** The option, where it is given. */
function checked(given: Record<string, unknown>, name: 'neighbours' | 'spacing'): PrepareOptions {
  const value = given[name]
  return value === undefined ? {} : { [name]: prepareOptions[name].rule.check(value, name, 'core') }
}
