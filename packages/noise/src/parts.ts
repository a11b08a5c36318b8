import {
  type Build,
  type Configured,
  fail,
  type Noise,
  type NoiseSchedule,
  optionsOf,
  type PartConfig,
  type PartTable,
} from '@spad/core'
import { categoricalDiffusion } from './categorical-diffusion.js'
import { disagreement } from './disagreement.js'
import { imageNoises } from './image-noise-parts.js'
import { maskDiffusion } from './mask-diffusion.js'

/** Each noise of this package by the `type` of its description. */
export const noiseParts: PartTable<Configured<Noise>> = {
  ...imageNoises(() => noiseParts),
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
}

function nestedSchedule(config: PartConfig, build?: Build): NoiseSchedule {
  if (build?.noiseSchedule) return build.noiseSchedule(config) as NoiseSchedule
  return fail(
    'noise',
    '`build.noiseSchedule` is missing: `maskDiffusion` needs it. Pass a function that builds noise schedules.',
  )
}
