import {
  augmentFromConfig,
  createValidation,
  type Model,
  oneCycle,
  type TrainOptions,
} from '@spad/core'
import { createModel, type ModelConfig } from '@spad/models'
import { bcd, compose, decoys, gaussian, scd, type ScdOptions, scdRegions } from '@spad/noise'
import { cosine, pas, step } from '@spad/scheduler'
import type { FolderDataset } from '../data/open-dataset.js'
import type { PreviewParts } from '../report/preview-frames.js'
import type { Metadata } from '../run/model-files.js'
import type { RunBook } from '../run/run-book.js'
import { checkSize, defaultSize, formatSize, parseSize } from './size.js'
import type { TrainConfig } from './train-config.js'
import { version } from './version.js'

/** All parts of a training, made from its options and the data set. */
export interface Assembly {
  /** The options with what was left open filled in. */
  readonly config: TrainConfig
  readonly model: Model
  readonly modelConfig: ModelConfig
  readonly options: TrainOptions
  readonly parameters: number
  readonly checkpointEvery: number
  /** Says why the size is what it is, if the user left it open. */
  readonly sizeRule: string
  /** What is saved with the model. */
  readonly metadata: (book: RunBook) => Metadata
}

const WIDTHS = { tiny: [8, 16, 32, 64], small: [16, 32, 64, 96], base: [24, 48, 96, 192] }

export function assemble(
  given: TrainConfig,
  data: FolderDataset,
  ratios: readonly number[],
): Assembly {
  const widths = WIDTHS[given.preset]
  const stride = 2 ** (widths.length - 1)
  const asked = given.size === undefined ? undefined : parseSize(given.size)
  const size = asked ?? defaultSize(ratios, stride)
  checkSize(size, stride)
  const every = given.validate.every ?? Math.max(1, Math.round(given.steps / 20))
  const checkpointEvery = given.checkpointEvery ?? every
  const config: TrainConfig = {
    ...given,
    size: formatSize(size),
    validate: { ...given.validate, every },
    checkpointEvery,
  }
  const modelConfig: ModelConfig = {
    denoiser: { type: 'unet', widths },
    preprocessing: { ...size, channels: data.channels, normalization: 'per-image' },
    classes: data.classes,
  }
  const model = createModel(modelConfig, { seed: config.seed })
  const parameters = Object.values(model.denoiser.variables).reduce((sum, v) => sum + v.size, 0)
  const options = trainOptions(config, data, every)
  return {
    config,
    model,
    modelConfig,
    options,
    parameters,
    checkpointEvery,
    sizeRule: asked ? '' : ' (by the median proportions of the images)',
    metadata: (book) => ({
      spad: version,
      recipe: config.recipe,
      preset: config.preset,
      seed: config.seed,
      data: { name: data.name, ...data.meta },
      training: { steps: config.steps, batch: config.batch, step: book.step, best: book.best },
    }),
  }
}

function trainOptions(config: TrainConfig, data: FolderDataset, every: number): TrainOptions {
  const spad = config.recipe === 'spad'
  return {
    steps: config.steps,
    batchSize: config.batch,
    seed: config.seed,
    balance: config.balance,
    learningRate: oneCycle(config.learningRate),
    optimizer: config.optimizer,
    ema: config.ema,
    ...(config.augment ? { augment: augmentFromConfig(config.augment) } : {}),
    ...(spad
      ? {
          ...spadNoise(config),
        }
      : {}),
    ...(data.splits.val.length > 0
      ? { validate: createValidation(data.subset('val'), { steps: config.validate.steps }) }
      : {}),
    validateEvery: every,
  }
}

function spadNoise({ scd: s, bcd: b, gaussian: g, decoys: share }: TrainConfig) {
  const structured = [
    ...(s ? [scd(without(s, 'until'))] : []),
    ...(b ? [bcd(without(b, 'until'))] : []),
  ]
  const lured =
    structured.length > 0 && share > 0
      ? decoys(compose(...structured), { share })
      : compose(...structured)
  return {
    noise: compose(lured, ...(g ? [gaussian({ sigma: g.sigma })] : [])),
    schedule: pas({
      ...(s ? { scd: cosine({ end: s.until }) } : {}),
      ...(b ? { bcd: cosine({ end: b.until }) } : {}),
      ...(g ? { gaussian: step({ at: g.from, from: 0, to: 1 }) } : {}),
    }),
  }
}

function without<T extends object>(options: T, key: keyof T) {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== key))
}

export function previewParts({ scd: s, bcd: b }: TrainConfig): PreviewParts {
  const scdOptions = s ? (without(s, 'until') as ScdOptions) : {}
  return {
    scd: s ? scd(scdOptions) : (batch) => batch,
    bcd: b ? bcd(without(b, 'until')) : (batch) => batch,
    regions: (batch, context) => scdRegions(batch, context, scdOptions),
    schedule: pas({
      scd: s ? cosine({ end: s.until }) : () => 0,
      bcd: b ? cosine({ end: b.until }) : () => 0,
    }),
  }
}
