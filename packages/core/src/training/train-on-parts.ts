import type { Model } from '../contracts/model.js'
import type { Noise } from '../contracts/noise.js'
import type { Sample } from '../contracts/sample.js'
import type { Random } from '../support/random.js'
import { besideContext } from './beside-context.js'
import { drawPatch, trimPatch } from './patches.js'
import type { Plan } from './plan-training.js'

/** What a training does where the network looks at parts of images; it is loaded then. */
export interface OnParts {
  readonly noise: Noise
  /** A random patch of each sample, which `augment` may see beyond. */
  readonly cases: (
    samples: readonly Sample[],
    random: Random,
    augment: (patches: Sample[]) => Sample[],
  ) => Sample[]
}

export function trainOnParts({ fit, preprocessing }: Model, plan: Plan): OnParts {
  const { patches = {}, augment, noise } = plan
  const margin = augment !== undefined
  return {
    noise: besideContext(noise, preprocessing.channels),
    cases: (samples, random, augmented) =>
      augmented(
        samples.map((sample, i) =>
          drawPatch(sample, preprocessing, patches, random.fork(i), margin, fit?.windows),
        ),
      ).map((patch) => trimPatch(patch, preprocessing)),
  }
}
