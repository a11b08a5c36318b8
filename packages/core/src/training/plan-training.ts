import type { Batch } from '../contracts/batch.js'
import { checkNumber } from '../support/check.js'
import type { Dataset } from '../contracts/dataset.js'
import { fail } from '../support/errors.js'
import { gradientsHere } from './gradients.js'
import { oneCycle } from './learning-rate.js'
import { diceCrossEntropy } from './losses.js'
import type { Model } from '../contracts/model.js'
import { checkReaders } from '../readers/choose-readers.js'
import type { EmaOptions, TrainOptions } from './train-options.js'

/** A training's options, complete and checked. */
export type Plan = Omit<TrainOptions, 'ema'> &
  Required<Pick<TrainOptions, Defaulted>> & { readonly ema: Required<EmaOptions> | false }

type Defaulted =
  | 'batchSize'
  | 'seed'
  | 'noise'
  | 'schedule'
  | 'loss'
  | 'learningRate'
  | 'optimizer'
  | 'gradients'
  | 'balance'
  | 'readers'
  | 'frozen'
  | 'validateEvery'

/** Fills in the defaults, and refuses what cannot work before anything is read. */
export function planTraining(model: Model, data: Dataset, options: TrainOptions): Plan {
  const { steps, batchSize = 8, seed = 0, balance = 0.5, ema = {} } = options
  const { validateEvery = Math.max(1, Math.round(steps / 10)) } = options
  const { denoiser, preprocessing } = model
  for (const [name, value] of Object.entries({ steps, batchSize, validateEvery }))
    checkNumber('core', name, value, { min: 1, integer: true })
  checkNumber('core', 'balance', balance, { min: 0, max: 1 })
  checkNumber('core', 'patches.foreground', options.patches?.foreground ?? 0, { min: 0, max: 1 })
  if (data.classes.length !== denoiser.classes)
    fail(
      'core',
      `the data set has ${data.classes.length} classes and the denoiser ${denoiser.classes}: ` +
        'build the model with the classes of the data set.',
    )
  for (const side of ['height', 'width'] as const)
    if (preprocessing[side] % denoiser.stride !== 0)
      fail(
        'core',
        `\`${side}\` is ${preprocessing[side]}: it must be a multiple of the network's stride, ` +
          `${denoiser.stride}.`,
      )
  if (options.resume && options.resume.step > steps)
    fail(
      'core',
      `the saved training is at step ${options.resume.step} and \`steps\` is ${steps}: ` +
        'resume with at least as many.',
    )
  return {
    ...options,
    steps,
    batchSize,
    seed: options.resume?.seed ?? seed,
    balance,
    validateEvery,
    noise: options.noise ?? ((batch: Batch) => batch),
    schedule: options.schedule ?? (() => ({})),
    loss: options.loss ?? diceCrossEntropy(),
    gradients: options.gradients ?? gradientsHere,
    readers: checkReaders(options.readers),
    learningRate: options.learningRate ?? oneCycle(),
    optimizer: options.optimizer ?? {},
    frozen: options.frozen ?? [],
    ema: ema && checkEma(ema),
  }
}

/** The weights that are trained. */
export function learningOf(
  { denoiser }: Model,
  frozen: readonly string[],
): Model['denoiser']['variables'] {
  const all = Object.entries(denoiser.variables)
  const unknown = frozen.find((start) => !all.some(([name]) => name.startsWith(start)))
  if (unknown !== undefined)
    fail(
      'core',
      `\`frozen\` names "${unknown}": no weight's name begins so. They begin with ` +
        `${[...new Set(all.map(([name]) => name.split('/')[0]))].join(', ')}.`,
    )
  const learning = all.filter(([name]) => !frozen.some((start) => name.startsWith(start)))
  if (learning.length === 0) fail('core', '`frozen` leaves no weight to train: name fewer of them.')
  return Object.fromEntries(learning)
}

function checkEma({ decay = 0.99, from = 0.5 }: EmaOptions): Required<EmaOptions> {
  checkNumber('core', 'ema.decay', decay, { min: 0, below: 1 })
  checkNumber('core', 'ema.from', from, { min: 0, max: 1 })
  return { decay, from }
}
