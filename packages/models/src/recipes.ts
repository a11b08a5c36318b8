import {
  diceCrossEntropy,
  type DiceCrossEntropyOptions,
  fail,
  type LabelClass,
  type Noise,
  oneCycle,
  type PartConfig,
  type ProgressSchedule,
  type TrainOptions,
} from '@spad/core'
import type { DiffusionConfig, ModelConfig } from './model-config.js'
import { partBuilder, type Parts } from './parts.js'
import { type PresetName, presets } from './presets.js'

/**
 * The numbers of the paper's recipe, all in one place. `progress` runs from 0 to 1 over training.
 */
const SPAD = {
  noise: {
    type: 'cleanShare',
    // most images are seen as at inference: noise delays rare and small targets otherwise
    share: 0.75,
    noise: {
      type: 'compose', // of one: whoever adds a noise adds it beside
      noises: [
        {
          type: 'decoys',
          noise: {
            type: 'compose',
            noises: [
              // half of the blocks of the target stay as anchors
              { type: 'scd', keep: 0.5 },
              // noise alone: soft or light boundaries, while they last, leave contours less exact
              { type: 'bcd', tau: 1, blurTarget: false, weighLoss: false },
            ],
          },
        },
      ],
    },
  },
  schedule: {
    type: 'pas',
    curves: {
      // over early: what is noised later is missing at the end, most of all where structures are thin
      scd: { type: 'cosine', end: 0.15 },
      bcd: { type: 'cosine', end: 0.25 },
    },
  },
} as const

/** What is the same in every recipe: the comparison is then one of noises alone. */
const TRAINING: TrainingDefaults = {
  // on lesions 3000 reach what 1000 are far from
  steps: 3000,
  batchSize: 8,
  learningRate: { peak: 0.003, warmup: 0.1, end: 0.001 },
  optimizer: { weightDecay: 0.01, clipNorm: 1 },
  ema: { decay: 0.99, from: 0.5 },
  balance: 0.5,
  // specks of classes that most images lack cost more than any other mistake
  doubt: 0.2,
  // half of the Dice loss is of each image: small objects count, specks in empty images cost
  loss: { crossEntropy: 1, dice: 0.5, imageDice: 0.5, boundary: 7, smooth: 1 },
}

/** Mask diffusion, reading (b): a small signal, and times biased to noisy ones. */
const MASK: DiffusionConfig & { readonly bias: number } = {
  noiseSchedule: { type: 'cosine' },
  sampler: { type: 'ddim' },
  signalScale: 0.1,
  bias: 3,
}

/**
 * Mask diffusion for data of several readers: a signal that is large enough for samples to differ as the
 * readers do, learnt for long, without a weight on contours of which no two readers draw the same.
 */
const READERS = {
  diffusion: { ...MASK, signalScale: 0.25, bias: 2 },
  training: { ...TRAINING, steps: 6000, loss: { ...TRAINING.loss, boundary: 0 } },
} as const

/** How a recipe trains, as JSON. */
export interface TrainingDefaults {
  readonly steps: number
  /** Cases per step. */
  readonly batchSize: number
  /** Of the one-cycle schedule. */
  readonly learningRate: { readonly peak: number; readonly warmup: number; readonly end: number }
  /** Of AdamW. */
  readonly optimizer: { readonly weightDecay: number; readonly clipNorm: number }
  readonly ema: { readonly decay: number; readonly from: number }
  /** Share of each batch that is drawn by class. */
  readonly balance: number
  /** Of `findMinArea`: how much of a rare class must be seen to be believed. */
  readonly doubt: number
  /** Of `diceCrossEntropy`. */
  readonly loss: Required<Omit<DiceCrossEntropyOptions, 'classWeights'>> &
    Pick<DiceCrossEntropyOptions, 'classWeights'>
}

/** `spad`: ScD, BcD and PaS on the image, one pass. `unet`: the same network and training, no noise. `mask`: mask diffusion with ScD and BcD. `readers`: the same, to sample masks as several readers would draw them. */
export type RecipeName = 'spad' | 'unet' | 'mask' | 'readers'

/** Options of {@link recipe}. */
export interface RecipeOptions {
  /** Height that the network works at, in pixels. */
  readonly height: number
  /** Width that the network works at, in pixels. */
  readonly width: number
  /** 1 = grey, 3 = colour. */
  readonly channels: number
  /** Background first. */
  readonly classes: readonly LabelClass[]
  /** Size of the network. @default 'small' */
  readonly preset?: PresetName
  /** Optimiser steps. @default 3000, of `readers` 6000 */
  readonly steps?: number
  /** The parts that are built. @default `parts`, those of this project */
  readonly parts?: Parts
}

/** All that `createModel` and `train` need. */
export interface Recipe {
  readonly name: RecipeName
  readonly config: ModelConfig
  /** Absent where nothing is noised. */
  readonly noise?: Noise
  readonly schedule?: ProgressSchedule
  /** The description of `noise`. */
  readonly noiseConfig?: PartConfig
  /** The description of `schedule`. */
  readonly scheduleConfig?: PartConfig
  readonly training: TrainingDefaults
  /** `training`, `noise` and `schedule` as `train` takes them. */
  readonly options: TrainOptions
}

/**
 * A whole training that is known to work, ready to be changed.
 *
 * Source: SPAD (arXiv 2603.07889) for the idea; every number is ours.
 *
 * @throws SpadError if there is no such recipe or preset.
 */
export function recipe(name: RecipeName, options: RecipeOptions): Recipe {
  const { height, width, channels, classes, preset = 'small' } = options
  if (!Object.hasOwn(ingredients, name))
    fail('models', unknown('recipe', name, Object.keys(ingredients)))
  if (!Object.hasOwn(presets, preset))
    fail('models', unknown('preset', preset, Object.keys(presets)))
  const { type, diffusion, noise, schedule, training: own = TRAINING } = ingredients[name]
  const build = partBuilder(options.parts)
  const training = { ...own, steps: options.steps ?? own.steps }
  const parts = {
    ...(noise ? { noise: build.noise(noise) } : {}),
    ...(schedule ? { schedule: build.progressSchedule(schedule) } : {}),
  }
  const config: ModelConfig = {
    denoiser: { type, ...presets[preset] },
    preprocessing: { height, width, channels, normalization: 'per-image' },
    classes,
  }
  return {
    name,
    config: diffusion ? { ...config, diffusion } : config,
    ...parts,
    ...(noise ? { noiseConfig: noise } : {}),
    ...(schedule ? { scheduleConfig: schedule } : {}),
    training,
    options: {
      ...training,
      ...parts,
      learningRate: oneCycle(training.learningRate),
      loss: diceCrossEntropy(training.loss),
    },
  }
}

interface Ingredients {
  readonly type: string
  readonly diffusion?: DiffusionConfig
  readonly noise?: PartConfig
  readonly schedule?: PartConfig
  readonly training?: TrainingDefaults
}

/** Mask diffusion with ScD, BcD and PaS on the image. */
function masks({ bias, ...diffusion }: typeof MASK): Ingredients {
  const { noiseSchedule, signalScale } = diffusion
  return {
    type: 'maskUnet',
    diffusion,
    noise: {
      type: 'compose',
      noises: [{ type: 'maskDiffusion', noiseSchedule, signalScale, bias }, SPAD.noise],
    },
    schedule: SPAD.schedule,
  }
}

const ingredients: Readonly<Record<RecipeName, Ingredients>> = {
  spad: { type: 'unet', ...SPAD },
  unet: { type: 'unet' },
  mask: masks(MASK),
  readers: { ...masks(READERS.diffusion), training: READERS.training },
}

function unknown(kind: string, name: string, known: readonly string[]): string {
  return `\`${kind}\` is ${JSON.stringify(name)}: it must be one of ${known.join(', ')}.`
}
