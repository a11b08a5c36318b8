import {
  add,
  clipByValue,
  dispose,
  div,
  fill,
  keep,
  mul,
  type Rank,
  softmax,
  sub,
  sum,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Features } from '../contracts/denoiser.js'
import { fail } from '../support/errors.js'
import type { Diffusion, Model } from '../contracts/model.js'
import { type Random, randomNormal } from '../support/random.js'

/**
 * How a denoiser that uses a state is sampled.
 *
 * @throws SpadError if it does not say.
 */
export function diffusionOf<T>({ diffusion }: { readonly diffusion?: T }): T {
  return (
    diffusion ??
    fail('core', '`diffusion` is missing: the denoiser uses a mask state. Say how to sample it.')
  )
}

/**
 * The image encoder's answer, kept until the caller disposes it; the image itself where the model's `inference`
 * answers whole passes.
 *
 * @throws SpadError if it is to answer for a denoiser that uses a state.
 */
export function encode({ denoiser, inference }: Model, image: Tensor4D): Features {
  if (!inference) return tidy(() => denoiser.encode(image).map(keep))
  if (denoiser.usesState)
    fail(
      'core',
      `\`inference\` is ${inference.name}, which answers in one pass: the denoiser uses a mask state and ` +
        'is asked once a step. Leave `inference` out.',
    )
  return [keep(image.clone())]
}

export interface DecodeOptions {
  /** Steps of the reverse process; 1 for a denoiser that does not look at a state. @default 1 */
  readonly steps?: number
  /** Where the first state and the sampler's noise come from. */
  readonly random: Random
  /** The first state, of unit variance, which stays the caller's. @default Gaussian noise from `random` */
  readonly start?: Tensor4D
  /** Called after each step with what makes the answer so far: probabilities that the caller owns. */
  readonly onStep?: (step: number, soFar: () => Tensor4D) => void | Promise<void>
}

/**
 * Features to class probabilities `[batch, height, width, classes]`, which the caller owns.
 *
 * A denoiser that uses a state starts from Gaussian noise and is stepped by the model's sampler on
 * the x0 prediction `b (2 softmax(logits) − 1)`; another one answers at once.
 */
export async function decode(
  model: Model,
  features: Features,
  shape: readonly [number, number, number],
  { steps = 1, random, onStep, start: given }: DecodeOptions,
): Promise<Tensor4D> {
  const { denoiser } = model
  if (!denoiser.usesState) {
    const result = await onePass(model, features, shape)
    try {
      await onStep?.(1, () => result.clone())
    } catch (error) {
      result.dispose()
      throw error
    }
    return result
  }
  const diffusion = diffusionOf(model)
  const { sampler, noiseSchedule, signalScale } = diffusion
  const start =
    given?.clone() ?? randomNormal<Rank.R4>([...shape, denoiser.classes], random.fork('state'))
  const predict = cleanPredictor(model, diffusion, features)
  let latest = start
  const remember = (state: Tensor4D, t: number): Tensor4D => {
    const clean = predict(state, t)
    if (latest !== start) dispose(latest)
    latest = keep(clean.clone())
    return clean
  }
  try {
    const clean = await sampler(remember, start, {
      noiseSchedule,
      timesteps: Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps),
      random: random.fork('sampler'),
      ...(onStep && {
        onStep: (step: number) => onStep(step, () => toProbabilities(latest, signalScale)),
      }),
    })
    const probabilities = toProbabilities(clean, signalScale)
    clean.dispose()
    return probabilities
  } finally {
    dispose([start, latest])
  }
}

async function onePass(
  { denoiser, inference }: Model,
  features: Features,
  shape: readonly [number, number, number],
): Promise<Tensor4D> {
  if (!inference) return tidy(() => softmax(denoiser.denoise(features)))
  const images = (await features[0]?.data()) as Float32Array
  const logits = await inference.logits(images, shape)
  return tidy(() => softmax(tensor4d(logits, [...shape, denoiser.classes])))
}

/**
 * What keeps a state of mask diffusion at unit variance before it enters the network: divide by
 * `√(ᾱ b² + 1 − ᾱ)` (Chen 2023, "On the importance of noise scheduling").
 */
export function stateScale(alphaBar: number, signalScale: number): number {
  return Math.sqrt(alphaBar * signalScale ** 2 + 1 - alphaBar)
}

function cleanPredictor(model: Model, diffusion: Diffusion, features: Features) {
  const { noiseSchedule, signalScale } = diffusion
  return (state: Tensor4D, t: number): Tensor4D =>
    tidy(() => {
      const scaled: Tensor4D = div(state, stateScale(noiseSchedule(t), signalScale))
      const timestep = fill<Rank.R1>([state.shape[0]], t)
      const logits = model.denoiser.denoise(features, scaled, timestep)
      return sub(mul(softmax(logits), 2 * signalScale), signalScale)
    })
}

/** `b (2 p − 1)` back to `p`, where rounding or noise left the simplex put back onto it. */
function toProbabilities(clean: Tensor4D, signalScale: number): Tensor4D {
  return tidy(() => {
    const p = clipByValue(add(div(clean, 2 * signalScale), 0.5), 1e-6, 1)
    return div(p, sum(p, -1, true))
  })
}
