import { fail } from '@spad/core'
import { partBuilder, type Parts } from '@spad/models'
import { checkConfig } from './check-config.js'
import type { RawConfig } from './config-file.js'
import type { TrainingParts } from './training-parts.js'
import { buildTrainingPart, isPart, own } from './load-parts.js'
import { type DataFacts, type ResolvedConfig, resolveConfig } from './resolve-config.js'
import { parseSize } from '../planning/size.js'
import { trainSchema } from './train-config.js'

/**
 * The options of `spad train` with nothing left open, checked as the command checks them; nothing is
 * read, written or trained. The denoiser alone is not built, since that takes a backend.
 *
 * @param given What would stand in the config file; `size` must be there.
 * @param data What the data set decides.
 * @param parts The parts that `noise`, `schedule`, `loss` and others may name; see `loadParts`. By default
 *   those of this project.
 * @throws SpadError for the first thing that is wrong.
 */
export function resolveTraining(
  given: RawConfig,
  data: DataFacts,
  parts: Parts & Partial<TrainingParts> = own,
): ResolvedConfig {
  const config = checkConfig(trainSchema, given, { flags: [] })
  const size = parseSize(config.size ?? '')
  if (!size) return fail('node', '`size` is missing: without images to measure it has to be given.')
  const resolved = resolveConfig(config, size, data)
  const build = partBuilder(parts)
  if (resolved.noise) build.noise(resolved.noise)
  if (resolved.schedule) build.progressSchedule(resolved.schedule)
  const all = { ...own, ...parts }
  if (resolved.gradients) buildTrainingPart('gradients', resolved.gradients, all)
  const { loss, learningRate, optimizer, augment } = resolved
  if (isPart(loss)) buildTrainingPart('losses', loss, all)
  if (isPart(learningRate)) buildTrainingPart('learningRates', learningRate, all)
  if (isPart(optimizer)) buildTrainingPart('optimizers', optimizer, all)
  if (augment && isPart(augment)) buildTrainingPart('augments', augment, all)
  if (resolved.prepare) buildTrainingPart('prepares', resolved.prepare, all)
  return resolved
}
