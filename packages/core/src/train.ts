import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Augment } from './augment/augment.js'
import type { Batch } from './batch.js'
import { augmentAll, picker, stack } from './batches.js'
import { breather } from './breathe.js'
import { caseReader, type CaseReaderOptions } from './case-reader.js'
import { checkNumber } from './check.js'
import type { Dataset } from './dataset.js'
import { fail, SpadError } from './errors.js'
import { type BatchGradients, type ComputeGradients, gradientsHere } from './gradients.js'
import { type LearningRateSchedule, oneCycle } from './learning-rate.js'
import { diceCrossEntropy, type Loss } from './losses.js'
import type { Model } from './model.js'
import { drawPatch, looksAtParts, type PatchOptions, trimPatch } from './patches.js'
import type { Noise, NoiseContext } from './noise.js'
import { adamW, type AdamWOptions, type Optimizer } from './optimizer.js'
import type { Intensity, Measured, ProgressSchedule } from './progress-schedule.js'
import { createRandom, type Random } from './random.js'
import type { Sample } from './sample.js'
import { checkReaders, chooseReaders, type ReadersUse } from './readers/choose-readers.js'
import { surveyCases } from './survey-cases.js'

/** What validation found; `dice` decides which model is best. */
export type Validation = Measured & Readonly<Record<string, number>>

export interface EmaOptions {
  /** How much of the average stays at each step, in `[0, 1)`. @default 0.99 */
  readonly decay?: number
  /** The training progress at which averaging begins. @default 0.5 */
  readonly from?: number
}

export interface TrainOptions extends CaseReaderOptions {
  /** How many optimiser steps the whole training has. */
  readonly steps: number
  /** Cases per step. @default 8 */
  readonly batchSize?: number
  /** Decides the order of the cases, the augmentation and the noise. @default 0 */
  readonly seed?: number
  /** What is done to each batch before the network sees it. @default nothing */
  readonly noise?: Noise
  /** PaS: how strong each noise is. @default every intensity is absent */
  readonly schedule?: ProgressSchedule
  /** @default diceCrossEntropy() */
  readonly loss?: Loss
  /** @default oneCycle() */
  readonly learningRate?: LearningRateSchedule
  /** Weight decay, clipping and moments of AdamW. @default {} */
  readonly optimizer?: AdamWOptions
  /** Who computes a step's gradients: other threads, say. @default the current backend */
  readonly gradients?: ComputeGradients
  /** Random changes to each case, at the network's size. @default none */
  readonly augment?: Augment
  /** Share of each batch that is drawn by class, so that rare classes are seen. @default 0.5 */
  readonly balance?: number
  /**
   * What is learnt of cases that several readers drew: one reader's mask, drawn anew at each step, the
   * mean of all as a soft target, or `labels`, their consensus. See `chooseReaders`.
   *
   * @default 'consensus'
   */
  readonly readers?: ReadersUse
  /** How parts of images are drawn, where the model's `fit` shows it parts. @default {} */
  readonly patches?: PatchOptions
  /** Beginnings of the names of weights that stay as they are, such as `encoder`. @default none */
  readonly frozen?: readonly string[]
  /** Running average of the weights, or `false`. @default { decay: 0.99, from: 0.5 } */
  readonly ema?: EmaOptions | false
  /** Measures the model; see `createValidation`. @default none */
  readonly validate?: (model: Model) => Promise<Validation>
  /** Steps between two validations; there is always one after the last step. @default a tenth of `steps` */
  readonly validateEvery?: number
  /** Goes on from here instead of starting at step 0. */
  readonly resume?: TrainState
  /** Ends the training with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Where a training stands: with the same options, enough to go on as if nothing had happened. */
export interface TrainState {
  /** Steps done. */
  readonly step: number
  readonly seed: number
  /** The best of each measure so far, which an adaptive schedule looks at. */
  readonly measured?: Measured
  /** The flat weights, the optimiser's moments and the average. */
  readonly tensors: Readonly<Record<string, Float32Array>>
}

/** What `train` yields after each step. */
export interface TrainEvent {
  /** Steps done, from 1. */
  readonly step: number
  readonly steps: number
  /** The share of training done before this step, which the schedules saw. */
  readonly progress: number
  readonly loss: number
  /** How long this step stood still for its cases to be read, in milliseconds. */
  readonly waited: number
  readonly learningRate: number
  readonly intensity: Intensity
  /** Present where this step was followed by a validation; the model then holds the weights that were validated. */
  readonly validation?: Validation
  /**
   * What to go on from after this step.
   *
   * @throws SpadError if the next step has begun: the weights are no longer those of this one.
   */
  state(): Promise<TrainState>
}

/** The loss became NaN or infinite: the weights of this step are of no use. */
export class TrainingDiverged extends SpadError {
  constructor(
    /** The step, from 1, whose loss it was. */
    readonly step: number,
    loss: number,
  ) {
    super(
      'core',
      `the loss is ${loss} at step ${step}: it must be finite. ` +
        'Lower the learning rate, or look for broken images near this step.',
      { code: 'diverged' },
    )
  }
}

/**
 * Trains `model` on `data`, one event per step.
 *
 * Each step is a pipe: cases → augmentation → {@link Batch} → `noise` → denoiser → `loss` →
 * gradients. All randomness comes from `seed` and the step's number, so a resumed training makes the
 * same numbers as an uninterrupted one. At an event with a validation and after the last event the
 * model holds the averaged weights (EMA).
 *
 * @throws SpadError if an option is out of range or the data do not fit the model.
 * @throws TrainingDiverged if the loss is no longer finite.
 */
export async function* train(
  model: Model,
  data: Dataset,
  options: TrainOptions,
): AsyncGenerator<TrainEvent, void> {
  const plan = checkOptions(model, data, options)
  const { steps, seed, signal } = plan
  const breathe = breather(40, signal)
  const reader = caseReader(data, model.preprocessing, { ...options, fit: model.fit })
  const count = data.names.length
  const showing = plan.balance > 0 ? await surveyCases(reader, data, signal) : []
  const pick = picker(count, showing, plan)
  const random = createRandom(seed)
  const optimizer = adamW(learningOf(model, plan.frozen), plan.optimizer)
  try {
    if (plan.resume) optimizer.restore(tensorsToGoOnFrom(plan.resume, plan), plan.resume.step)
    let measured = plan.resume?.measured
    for (let step = plan.resume?.step ?? 0; step < steps; step++) {
      const progress = step / steps
      const intensity = plan.schedule(progress, measured)
      const numbers = random.fork('step').fork(step)
      const asked = performance.now()
      const samples = await reader.take(pick(step, random))
      const waited = performance.now() - asked
      if (step + 1 < steps) reader.expect(pick(step + 1, random))
      const cases = casesOf(samples, model, plan, numbers)
      const learningRate = plan.learningRate(progress)
      const batch = noised(() => stack(cases, data.classes.length), plan.noise, {
        intensity,
        random: numbers.fork('noise'),
      })
      const loss = await learn(batch, model, optimizer, learningRate, plan)
      if (!Number.isFinite(loss)) throw new TrainingDiverged(step + 1, loss)
      if (plan.ema && (step + 1) / steps > plan.ema.from) averageWeights(optimizer, plan, step)

      const validation = await validateAt(step + 1, model, optimizer, plan)
      if (validation) measured = bestOf(measured, validation)
      const done = { step: step + 1, seed, ...(measured ? { measured } : {}) }
      let isLatest = true
      yield {
        step: step + 1,
        steps,
        progress,
        loss,
        waited,
        learningRate,
        intensity,
        ...(validation ? { validation } : {}),
        state: async () => {
          if (!isLatest) tooLate(done.step)
          return { ...done, tensors: await optimizer.state() }
        },
      }
      isLatest = false
      if (validation && step + 1 < steps) optimizer.showTrained()
      await breathe()
    }
    optimizer.showAverage()
  } finally {
    optimizer.dispose()
  }
}

function tooLate(step: number): never {
  return fail(
    'core',
    `\`state()\` of step ${step} is called after the next step began: the weights are other ones by now. ` +
      'Call it, and wait for it, before asking for the next event.',
  )
}

/** More steps may put the beginning of averaging after where it stood: the average then begins anew. */
function tensorsToGoOnFrom({ tensors, step }: TrainState, { ema, steps }: Plan) {
  const { average, ...others } = tensors
  return average && ema && step / steps > ema.from ? tensors : others
}

type Plan = ReturnType<typeof checkOptions>

/** Fills in the defaults, and refuses what cannot work before anything is read. */
function checkOptions(model: Model, data: Dataset, options: TrainOptions) {
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
      `the saved training has ${options.resume.step} steps done and \`steps\` is ${steps}: ` +
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
function learningOf({ denoiser }: Model, frozen: readonly string[]) {
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

/** What the network looks at in a step: the samples, or patches of them, augmented. */
function casesOf(read: Sample[], model: Model, plan: Plan, numbers: Random): Sample[] {
  const samples = chooseReaders(read, plan.readers, numbers.fork('reader'))
  const augmented = (cases: Sample[]): Sample[] =>
    augmentAll(cases, plan.augment, numbers.fork('augment'))
  if (!looksAtParts(model.fit)) return augmented(samples)
  const draw = numbers.fork('patch')
  const { patches = {}, augment } = plan
  const parts = samples.map((sample, i) =>
    drawPatch(sample, model.preprocessing, patches, draw.fork(i), augment !== undefined),
  )
  return augmented(parts).map((part) => trimPatch(part, model.preprocessing))
}

function checkEma({ decay = 0.99, from = 0.5 }: EmaOptions): Required<EmaOptions> {
  checkNumber('core', 'ema.decay', decay, { min: 0, below: 1 })
  checkNumber('core', 'ema.from', from, { min: 0, max: 1 })
  return { decay, from }
}

/** A batch as the network is to see it. Its tensors are the caller's alone, whatever a noise shares. */
function noised(makeBatch: () => Batch, noise: Noise, context: NoiseContext): Batch {
  return tidy(() => {
    const batch: Record<string, Tensor | undefined> = { ...noise(makeBatch(), context) }
    for (const name in batch) batch[name] = batch[name]?.clone()
    return batch
  }) as unknown as Batch
}

/** Moves the weights by what a batch teaches, unless its loss is no number; disposes the batch. */
async function learn(
  batch: Batch,
  { denoiser }: Model,
  optimizer: Optimizer,
  learningRate: number,
  { gradients: compute, loss, signal }: Plan,
): Promise<number> {
  let learned: BatchGradients | undefined
  try {
    learned = await compute(batch, { denoiser, loss, signal })
    if (Number.isFinite(learned.loss)) optimizer.apply(learned.gradients, learningRate)
    return learned.loss
  } finally {
    dispose([{ ...batch }, { ...learned?.gradients }])
  }
}

/** The average starts young, so that it does not drag its first weights along (as in TensorFlow's EMA). */
function averageWeights(optimizer: Optimizer, plan: Plan, step: number): void {
  const { decay, from } = plan.ema as Required<EmaOptions>
  const age = step - Math.floor(from * plan.steps)
  optimizer.average(Math.min(decay, (1 + age) / (10 + age)))
}

/** Noise that was withdrawn must not come back after a dip, so a schedule sees the best of each. */
function bestOf(before: Measured | undefined, now: Measured): Measured {
  return {
    dice: Math.max(before?.dice ?? 0, now.dice),
    interior: Math.max(before?.interior ?? 0, now.interior),
    boundary: Math.max(before?.boundary ?? 0, now.boundary),
  }
}

async function validateAt(
  done: number,
  model: Model,
  optimizer: Optimizer,
  plan: Plan,
): Promise<Validation | undefined> {
  if (!plan.validate || (done % plan.validateEvery !== 0 && done !== plan.steps)) return undefined
  optimizer.showAverage()
  return await plan.validate(model)
}
