import { dispose, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core'
import type { Batch } from '../contracts/batch.js'
import { augmentAll, picker, stack } from './batches.js'
import { breather } from '../support/breathe.js'
import { caseReader } from './case-reader.js'
import { checkNumber } from '../support/check.js'
import type { Dataset } from '../contracts/dataset.js'
import { fail, SpadError } from '../support/errors.js'
import type { BatchGradients } from './gradients.js'
import type { Model } from '../contracts/model.js'
import type { Noise, NoiseContext } from '../contracts/noise.js'
import { adamWPart, type Optimizer } from './optimizer.js'
import { looksAtParts } from '../fit/looks-at-parts.js'
import { learningOf, type Plan, planTraining } from './plan-training.js'
import type { Measured } from '../contracts/progress-schedule.js'
import { createRandom, type Random } from '../support/random.js'
import { chooseReaders } from '../readers/choose-readers.js'
import type { Sample } from '../contracts/sample.js'
import type { OnParts } from './train-on-parts.js'
import { surveyCases } from './survey-cases.js'
import type {
  EmaOptions,
  TrainEvent,
  TrainOptions,
  TrainState,
  Validation,
} from './train-options.js'

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
  const plan = planTraining(model, data, options)
  const { steps, seed, signal } = plan
  const breathe = breather(40, signal)
  const reader = caseReader(data, model.preprocessing, { ...options, fit: model.fit })
  const count = data.names.length
  const showing = plan.balance > 0 ? await surveyCases(reader, data, signal) : []
  const pick = picker(count, showing, plan)
  const random = createRandom(seed)
  const parts = looksAtParts(model.fit)
    ? (await import('./train-on-parts.js')).trainOnParts(model, plan)
    : undefined
  const optimizer = optimizerOf(learningOf(model, plan.frozen), plan.optimizer)
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
      const cases = casesOf(samples, plan, numbers, parts)
      const learningRate = checkNumber('core', 'learningRate', plan.learningRate(progress), {
        min: 0,
      })
      const batch = noised(() => stack(cases, data.classes.length), parts?.noise ?? plan.noise, {
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

function optimizerOf(
  variables: Readonly<Record<string, Variable>>,
  optimizer: Plan['optimizer'],
): Optimizer {
  return typeof optimizer === 'function' ? optimizer(variables) : adamWPart(optimizer)(variables)
}

function tooLate(step: number): never {
  return fail(
    'core',
    `\`state()\` of step ${step} is called after the next step began: the weights are other ones. ` +
      'Wait for it before the next event.',
  )
}

/** More steps may put the beginning of averaging after where it stood: the average then begins anew. */
function tensorsToGoOnFrom({ tensors, step }: TrainState, { ema, steps }: Plan) {
  const { average, ...others } = tensors
  return average && ema && step / steps > ema.from ? tensors : others
}

/** What the network looks at in a step: the samples, or patches of them, augmented. */
function casesOf(read: Sample[], plan: Plan, numbers: Random, parts?: OnParts): Sample[] {
  const samples = chooseReaders(read, plan.readers, numbers.fork('reader'))
  const augmented = (cases: Sample[]): Sample[] =>
    augmentAll(cases, plan.augment, numbers.fork('augment'))
  return parts?.cases(samples, numbers.fork('patch'), augmented) ?? augmented(samples)
}

/** A batch as the network is to see it. Its tensors are the caller's alone, whatever a noise shares. */
function noised(makeBatch: () => Batch, noise: Noise, context: NoiseContext): Batch {
  return tidy(() => {
    const { unknown, ...seen } = makeBatch()
    // what nobody looked for is no noise's to change or to forget
    const batch: Record<string, Tensor | undefined> = { ...noise(seen, context), unknown }
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
