import {
  type Build,
  buildPart,
  type Configured,
  fail,
  type Noise,
  type NoiseSchedule,
  optionsOf,
  type PartConfig,
  type PartTable,
} from '@spad/core'
import { bcd } from './bcd.js'
import { boundaryWeight } from './boundary-weight.js'
import { categoricalDiffusion } from './categorical-diffusion.js'
import { cleanShare } from './clean-share.js'
import { compose } from './compose.js'
import { decoys } from './decoys.js'
import { disagreement } from './disagreement.js'
import { gaussian } from './gaussian.js'
import { maskDiffusion } from './mask-diffusion.js'
import { scd } from './scd.js'

/** Each noise of this package by the `type` of its description. */
export const noiseParts: PartTable<Configured<Noise>> = {
  scd: (config) =>
    scd(optionsOf('noise', config, ['on', 'blockSize', 'keep', 'target', 'intensity'])),
  bcd: (config) =>
    bcd(
      optionsOf('noise', config, ['tau', 'kappa', 'blurTarget', 'noise', 'weighLoss', 'intensity']),
    ),
  boundaryWeight: (config) =>
    boundaryWeight(optionsOf('noise', config, ['tau', 'gain', 'intensity'])),
  gaussian: (config) => gaussian(optionsOf('noise', config, ['on', 'sigma', 'intensity'])),
  maskDiffusion: (config, build) => {
    const options = optionsOf('noise', config, ['noiseSchedule', 'signalScale', 'bias'])
    const noiseSchedule = nestedSchedule(options.noiseSchedule as PartConfig, build)
    return maskDiffusion({ ...options, noiseSchedule })
  },
  categoricalDiffusion: (config, build) => {
    const options = optionsOf('noise', config, ['noiseSchedule', 'bias'])
    const noiseSchedule = nestedSchedule(options.noiseSchedule as PartConfig, build)
    return categoricalDiffusion({ ...options, noiseSchedule })
  },
  disagreement: (config, build) => {
    const options = optionsOf('noise', config, [
      ...['noiseSchedule', 'signalScale', 'bias', 'tau', 'shift', 'blockSize', 'share'],
      ...['contours', 'blocks'],
    ])
    const noiseSchedule = nestedSchedule(options.noiseSchedule as PartConfig, build)
    return disagreement({ ...options, noiseSchedule })
  },
  compose: (config, build) => {
    const { noises } = optionsOf('noise', config, ['noises'])
    return compose(...(noises as PartConfig[]).map((noise) => nestedNoise(noise, build)))
  },
  decoys: (config, build) => {
    const { noise, ...options } = optionsOf('noise', config, ['noise', 'share'])
    return decoys(nestedNoise(noise as PartConfig, build), options)
  },
  cleanShare: (config, build) => {
    const { noise, share } = optionsOf('noise', config, ['noise', 'share'])
    return cleanShare(nestedNoise(noise as PartConfig, build), share as number)
  },
}

function nestedNoise(config: PartConfig, build?: Build): Noise {
  return build?.noise
    ? (build.noise(config) as Noise)
    : buildPart('noise', 'noise', noiseParts, config, build)
}

function nestedSchedule(config: PartConfig, build?: Build): NoiseSchedule {
  if (build?.noiseSchedule) return build.noiseSchedule(config) as NoiseSchedule
  return fail(
    'noise',
    '`build.noiseSchedule` is missing: `maskDiffusion` needs it. Pass a function that builds noise schedules.',
  )
}
