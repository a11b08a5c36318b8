import { fail, type Model } from '@spad/core'
import type { ResolvedAnswer } from '../segmenting/evaluate-model.js'
import type { RawConfig } from '../config/config-file.js'
import { answerOptions, type AskedOptions } from './inference.js'

/** Steps of the reverse process where masks are sampled: fewer do not differ enough. */
const STEPS = 10

/**
 * What decides an answer, with `samples` where masks are sampled.
 *
 * @param given The options that were given, for what the default of others depends on.
 * @throws SpadError if `ensemble` is given too.
 */
export function samplingOptions(
  given: RawConfig,
  config: AskedOptions & { readonly samples?: number | undefined },
  model: Pick<Model, 'ensemble' | 'scales'>,
): ResolvedAnswer & { readonly samples?: number } {
  const options = answerOptions(config, model)
  const { samples } = config
  if (samples === undefined) return options
  if (config.scales)
    fail(
      'node',
      '`samples` and `scales` exclude each other: samples are drawn at one scale. Give one.',
    )
  if ((config.ensemble ?? 1) > 1)
    fail(
      'node',
      '`samples` and `ensemble` exclude each other: samples are answers that are not averaged. Give one.',
    )
  return { ...options, steps: given.steps === undefined ? STEPS : options.steps, samples }
}
