import {
  type Build,
  buildPart,
  type Configured,
  type Noise,
  optionsOf,
  type PartConfig,
  type PartTable,
} from '@spad/core'
import { bcd } from './bcd.js'
import { boundaryWeight } from './boundary-weight.js'
import { cleanShare } from './clean-share.js'
import { compose } from './compose.js'
import { decoys } from './decoys.js'
import { gaussian } from './gaussian.js'
import { scd } from './scd.js'

/** Noises of images by the `type` of their description: all that a denoiser without a state needs. */
export const imageNoiseParts: PartTable<Configured<Noise>> = /* @__PURE__ */ imageNoises(
  () => imageNoiseParts,
)

/** The same, where those that are made of other noises look these up in a larger table. */
export function imageNoises(all: () => PartTable<Configured<Noise>>): PartTable<Configured<Noise>> {
  const nested = (config: unknown, build?: Build): Noise =>
    build?.noise
      ? (build.noise(config as PartConfig) as Noise)
      : buildPart('noise', 'noise', all(), config as PartConfig, build)
  return {
    scd: (config) =>
      scd(optionsOf('noise', config, ['on', 'blockSize', 'keep', 'target', 'intensity'])),
    bcd: (config) =>
      bcd(
        optionsOf('noise', config, [
          'tau',
          'kappa',
          'blurTarget',
          'noise',
          'weighLoss',
          'intensity',
        ]),
      ),
    boundaryWeight: (config) =>
      boundaryWeight(optionsOf('noise', config, ['tau', 'gain', 'intensity'])),
    gaussian: (config) => gaussian(optionsOf('noise', config, ['on', 'sigma', 'intensity'])),
    compose: (config, build) => {
      const { noises } = optionsOf('noise', config, ['noises'])
      return compose(...(noises as PartConfig[]).map((noise) => nested(noise, build)))
    },
    decoys: (config, build) => {
      const { noise, ...options } = optionsOf('noise', config, ['noise', 'share'])
      return decoys(nested(noise, build), options)
    },
    cleanShare: (config, build) => {
      const { noise, share } = optionsOf('noise', config, ['noise', 'share'])
      return cleanShare(nested(noise, build), share as number)
    },
  }
}
