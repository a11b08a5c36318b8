import {
  amount,
  type AreaMeter,
  type Augment,
  augmentFromConfig,
  createRandom,
  diceCrossEntropy,
  fail,
  type ImageProfile,
  type Model,
  oneCycle,
  type TrainOptions,
  windowPerChannel,
} from '@spad/core'
import { countParameters, createModel, type ModelMetadata, partBuilder } from '@spad/models'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Fingerprint } from '../planning/fingerprint.js'
import { planSize } from '../planning/plan-size.js'
import type { RunBook } from '../run/run-book.js'
import type { TrainingParts } from '../config/training-parts.js'
import { buildTrainingPart, isPart } from '../config/load-parts.js'
import {
  given,
  modelConfigOf,
  recipeOf,
  type ResolvedConfig,
  resolveConfig,
} from '../config/resolve-config.js'
import { checkSize, parseSize } from '../planning/size.js'
import type { TrainConfig } from '../config/train-config.js'
import { version } from '../support/version.js'

/** What the options do not say: the proportions of the training images, and the parts that are there. */
export interface Surroundings {
  /** What the training images are like. */
  readonly fingerprint: Fingerprint
  /** How much the classes cover of the training images. */
  readonly areas: AreaMeter
  /** What the training images look like; kept with the model. */
  readonly profile?: ImageProfile | undefined
  readonly parts: TrainingParts
}

/** All parts of a training, made from its options and the data set. */
export interface Assembly {
  /** The options with what was left open filled in. */
  readonly config: ResolvedConfig
  readonly model: Model
  /** All but `validate`, which needs the cases. */
  readonly options: TrainOptions
  readonly parameters: number
  /** Says why the size is what it is, if the user left it open. */
  readonly sizeRule: string
  /** What is saved with the model. */
  readonly metadata: (book: RunBook) => ModelMetadata
}

/**
 * Builds what a training needs.
 *
 * @throws SpadError if the size does not suit the network, or a part has a wrong option.
 */
export function assemble(
  asked: TrainConfig,
  data: OpenedDataset,
  { fingerprint, areas, parts, profile }: Surroundings,
): Assembly {
  checkReaders(asked, data)
  checkWeights(asked, data)
  checkPrepare(asked, data, parts)
  const chosen = asked.size === undefined ? undefined : parseSize(asked.size)
  const stride = strideOf(asked, data, parts)
  const plan = chosen ? undefined : planSize(fingerprint, stride)
  const size = chosen ?? plan?.size ?? { height: stride, width: stride }
  checkSize(size, stride)
  const fit = asked.fit ?? plan?.fit
  const config = resolveConfig({ ...asked, ...(fit && { fit }) }, size, data)
  const options = trainOptions(config, parts)
  const model = createModel(modelConfigOf(config, size, data, areas), { seed: config.seed, parts })
  return {
    config,
    model,
    options,
    parameters: countParameters(model.denoiser),
    sizeRule: plan?.reasons.at(-1) ?? '',
    metadata: (book) => metadataOf(config, data, book, profile),
  }
}

function checkReaders({ readers }: TrainConfig, { place, raters }: OpenedDataset): void {
  if (readers !== undefined && !raters)
    fail(
      'node',
      `\`readers\` is ${readers}: \`${place}\` has no \`raters/\`, the masks of several readers. Add them, or leave the option out.`,
    )
}

function checkWeights({ loss }: TrainConfig, { classes }: OpenedDataset): void {
  const weights = loss && !isPart(loss) ? loss.classWeights : undefined
  if (weights && weights.length !== classes.length)
    fail(
      'node',
      `\`loss.classWeights\` has ${amount(weights.length, 'number')}: one is needed for each of ` +
        `${classes.map(({ name }) => name).join(', ')}.`,
    )
}

/** Pictures that were made already are looked at as they were made. */
function checkPrepare({ prepare }: TrainConfig, data: OpenedDataset, parts: TrainingParts): void {
  if (prepare) buildTrainingPart('prepares', prepare, parts)
  if (prepare && data.prepare)
    fail(
      'node',
      `\`prepare\` is ${JSON.stringify(prepare)}: dataset.json says that the pictures were made by ` +
        `${JSON.stringify(data.prepare)}. Leave it out, or take it out there.`,
    )
  const said: ModelMetadata['prepare'] = prepare ?? data.prepare
  const { type = 'slices', window } = said ?? {}
  const { channelNames: names = [] } = data
  if (type === 'slices') windowPerChannel(window, Math.max(1, names.length), names)
}

/** Only a denoiser knows its stride, so one is built for the question. */
function strideOf(config: TrainConfig, data: OpenedDataset, parts: TrainingParts): number {
  const { channels, classes } = data
  const { denoiser } = config.denoiser
    ? config
    : recipeOf(config, { height: 1, width: 1 }, data).config
  const described = { type: '', channels, classes: classes.length, ...denoiser }
  const probe = partBuilder(parts).denoiser(described, createRandom(0))
  probe.dispose()
  return probe.stride
}

function trainOptions(config: ResolvedConfig, parts: TrainingParts): TrainOptions {
  const build = partBuilder(parts)
  const { noise, schedule, gradients, validate, loss, learningRate, optimizer, augment } = config
  return {
    steps: config.steps,
    batchSize: config.batch,
    seed: config.seed,
    balance: config.balance,
    ...(config.readers ? { readers: config.readers } : {}),
    ...(config.frozen ? { frozen: config.frozen } : {}),
    ...(config.patches ? { patches: given(config.patches) } : {}),
    learningRate: isPart(learningRate)
      ? buildTrainingPart('learningRates', learningRate, parts)
      : oneCycle(learningRate),
    optimizer: isPart(optimizer) ? buildTrainingPart('optimizers', optimizer, parts) : optimizer,
    ema: config.ema,
    loss: isPart(loss) ? buildTrainingPart('losses', loss, parts) : diceCrossEntropy(loss),
    ...(augment ? { augment: augmentOf(augment, parts) } : {}),
    ...(noise ? { noise: build.noise(noise) } : {}),
    ...(schedule ? { schedule: build.progressSchedule(schedule) } : {}),
    ...(gradients ? { gradients: buildTrainingPart('gradients', gradients, parts) } : {}),
    cacheBytes: config.cache * 2 ** 20,
    validateEvery: validate.every,
  }
}

function augmentOf(
  augment: Exclude<ResolvedConfig['augment'], false>,
  parts: TrainingParts,
): Augment {
  return isPart(augment)
    ? buildTrainingPart('augments', augment, parts)
    : augmentFromConfig(augment)
}

function metadataOf(
  config: ResolvedConfig,
  data: OpenedDataset,
  book: RunBook,
  profile?: ImageProfile,
): ModelMetadata {
  const {
    recipe,
    preset,
    steps,
    batch,
    learningRate,
    optimizer,
    ema,
    balance,
    doubt,
    augment,
    loss,
  } = config
  return {
    spad: version,
    recipe,
    preset,
    seed: config.seed,
    ...(config.noise ? { noise: config.noise } : {}),
    ...(config.schedule ? { schedule: config.schedule } : {}),
    ...(config.gradients ? { gradients: config.gradients } : {}),
    ...(config.prepare || data.prepare ? { prepare: config.prepare ?? data.prepare } : {}),
    data: {
      name: data.name,
      ...data.meta,
      train: data.splits.train.length,
      val: data.splits.val.length,
      ...(data.channelNames ? { channels: [...data.channelNames] } : {}),
      ...(profile ? { images: profile } : {}),
    },
    training: {
      ...{ steps, batch, learningRate, optimizer, ema, balance, doubt, augment, loss },
      step: book.step,
      ...(book.best ? { validationDice: book.best.dice } : {}),
    },
  }
}
