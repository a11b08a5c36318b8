import { type AreaMeter, fail, type LabelClass, type PartConfig } from '@spad/core'
import { type ModelConfig, type Recipe, recipe, type RecipeName } from '@spad/models'
import type { RawConfig } from './config-file.js'
import { isPart } from './load-parts.js'
import { patchNoise } from './noise-patches.js'
import { formatSize, type Size } from '../planning/size.js'
import { type TrainConfig, trainSchema } from './train-config.js'

/** The options of a training with nothing left open. */
export interface ResolvedConfig extends Omit<
  TrainConfig,
  'noise' | 'schedule' | 'fit' | 'loss' | 'context'
> {
  readonly recipe: RecipeName
  readonly keep: 'best' | 'last'
  readonly size: string
  /** Absent where whole images are resized. */
  readonly fit?: PartConfig
  readonly steps: number
  readonly batch: number
  readonly balance: number
  readonly doubt: number
  readonly learningRate: Recipe['training']['learningRate'] | PartConfig
  readonly optimizer: Recipe['training']['optimizer'] | PartConfig
  readonly loss: Recipe['training']['loss'] | PartConfig
  readonly ema: false | { readonly decay: number; readonly from: number }
  readonly denoiser: PartConfig & Record<string, unknown>
  readonly noise: false | PartConfig
  readonly schedule?: PartConfig
  readonly validate: { readonly every: number; readonly steps: number }
  readonly checkpointEvery: number
}

/** What the data set decides. */
export interface DataFacts {
  readonly channels: number
  readonly classes: readonly LabelClass[]
  /** Present where several readers drew. */
  readonly raters?: object
}

/**
 * The fit with the context that its windows are to see, which is an option of theirs.
 *
 * @throws SpadError if whole images are resized.
 */
function withContext(fit: TrainConfig['fit'], context?: number): TrainConfig['fit'] {
  if (context === undefined) return fit
  const part: PartConfig = typeof fit === 'string' ? { type: fit } : (fit ?? { type: 'resize' })
  if (part.type === 'resize')
    fail(
      'node',
      `\`context\` is ${context}: it is what windows see besides, and here the network sees whole images. ` +
        'Take windows (`--fit windows`), or leave it out.',
    )
  return { ...part, context }
}

/** Fills in what the recipe decides; `scd`, `bcd`, `gaussian`, `decoys` and `clean` go into `noise`. */
export function resolveConfig(config: TrainConfig, size: Size, data: DataFacts): ResolvedConfig {
  const { scd, bcd, gaussian, decoys, clean, threads, fit: asked, context, ...rest } = config
  const fit = withContext(asked, context)
  const base = recipeOf(config, size, data)
  const { training } = base
  const described = {
    noise: config.noise === false ? undefined : (config.noise ?? base.noiseConfig),
    schedule: config.schedule ?? base.scheduleConfig,
  }
  const { noise, schedule } = patchNoise(described, { scd, bcd, gaussian, decoys, clean })
  const steps = config.steps ?? training.steps
  const every = config.validate.every ?? Math.max(1, Math.round(steps / 20))
  const diffusion = config.diffusion ?? base.config.diffusion
  const readers = config.readers ?? (data.raters ? 'draw' : undefined)
  return inOrder({
    ...rest,
    recipe: base.name,
    ...(readers ? { readers } : {}),
    // how well samples fit all readers is not what validation measures
    keep: config.keep ?? (base.name === 'readers' ? 'last' : 'best'),
    ...(threads === undefined ? {} : { threads }),
    size: formatSize(size),
    ...(fit && fit !== 'resize' ? { fit: typeof fit === 'string' ? { type: fit } : fit } : {}),
    steps,
    batch: config.batch ?? training.batchSize,
    balance: config.balance ?? training.balance,
    doubt: config.doubt ?? training.doubt,
    learningRate: partOr(training.learningRate, config.learningRate),
    optimizer: partOr(training.optimizer, config.optimizer),
    ema: config.ema === false ? false : { ...training.ema, ...given(config.ema) },
    loss: partOr(training.loss, config.loss),
    denoiser: config.denoiser ?? base.config.denoiser,
    ...(diffusion ? { diffusion: diffusion } : {}),
    noise: noise ?? false,
    ...(noise && schedule ? { schedule } : {}),
    validate: { ...config.validate, every },
    checkpointEvery: config.checkpointEvery ?? every,
  })
}

/** A part of one's own as it is; else the recipe's options, changed by those that are given. */
function partOr<O extends object>(
  defaults: O,
  asked: PartConfig | Partial<Record<keyof O, unknown>> | undefined,
): O | PartConfig {
  return asked && isPart(asked) ? asked : { ...defaults, ...given(asked) }
}

/** Keys in the order of the schema, which is that of the written file. */
export function inOrder<C extends object>(config: C): C {
  const entries = Object.entries(config)
  const keys = Object.keys(trainSchema.shape)
  const place = ([key]: [string, unknown]): number => keys.indexOf(key)
  return Object.fromEntries(entries.sort((a, b) => place(a) - place(b))) as unknown as C
}

/** The recipe as it stands, before any option changes it; by default the one for what the data are. */
export function recipeOf(
  { recipe: name, preset }: Pick<TrainConfig, 'recipe' | 'preset'>,
  { height, width }: Size,
  { channels, classes, raters }: DataFacts,
): Recipe {
  return recipe(name ?? (raters ? 'readers' : 'spad'), { height, width, channels, classes, preset })
}

/** The config of the model that these options describe. */
export function modelConfigOf(
  { denoiser, diffusion, doubt, fit }: ResolvedConfig,
  { height, width }: Size,
  { channels, classes }: DataFacts,
  areas: AreaMeter,
): ModelConfig {
  return {
    denoiser,
    preprocessing: { height, width, channels, normalization: 'per-image' },
    ...(fit ? { fit } : {}),
    ...(doubt > 0 ? { postprocessing: { minArea: areas.minArea(doubt) } } : {}),
    classes,
    ...(diffusion ? { diffusion } : {}),
  }
}

/** The options that have a value. */
export function given(options: object | undefined): RawConfig {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([, value]) => value !== undefined),
  )
}
