import {
  type Build,
  buildPart,
  type Configured,
  type PartConfig,
  type PartTable,
  type ProgressSchedule,
} from '@spad/core'
import { adaptive, type AdaptiveOptions } from './adaptive.js'
import { clamp, delay, scale, sequence } from './combinators.js'
import { constant, cosine, type Curve, exponential, linear, sigmoid, step } from './curves.js'
import { options } from './options.js'
import { pas } from './pas.js'

const fall = ['start', 'end', 'from', 'to']

/** Each curve and combinator by the `type` of its description. */
export const curveParts: PartTable<Configured<Curve>> = {
  linear: (config) => linear(options(config, fall)),
  cosine: (config) => cosine(options(config, fall)),
  sigmoid: (config) => sigmoid(options(config, [...fall, 'steepness'])),
  exponential: (config) => exponential(options(config, [...fall, 'rate'])),
  step: (config) => step(options(config, ['at', 'from', 'to'])),
  constant: (config) => constant(options(config, ['value']).value as number),
  delay: (config, build) => {
    const { curve, by } = options(config, ['curve', 'by'])
    return delay(nestedCurve(curve, build), by as number)
  },
  clamp: (config, build) => {
    const { curve, ...bounds } = options(config, ['curve', 'min', 'max'])
    return clamp(nestedCurve(curve, build), bounds)
  },
  scale: (config, build) => {
    const { curve, factor } = options(config, ['curve', 'factor'])
    return scale(nestedCurve(curve, build), factor as number)
  },
  sequence: (config, build) => {
    const { stretches } = options(config, ['stretches'])
    return sequence(
      ...(stretches as { curve: PartConfig; until: number }[]).map(({ curve, until }) => ({
        curve: nestedCurve(curve, build),
        until,
      })),
    )
  },
}

/** Each progress schedule by the `type` of its description. */
export const progressScheduleParts: PartTable<Configured<ProgressSchedule>> = {
  pas: (config, build) => {
    const { curves } = options(config, ['curves'])
    const entries = Object.entries(curves as Record<string, PartConfig>)
    return pas(
      Object.fromEntries(entries.map(([name, curve]) => [name, nestedCurve(curve, build)])),
    )
  },
  adaptive: (config, build) => {
    const { signals, fallback, ceiling } = options(config, ['signals', 'fallback', 'ceiling'])
    return adaptive({
      ...(signals ? { signals: signals as Required<AdaptiveOptions>['signals'] } : {}),
      ...(fallback ? { fallback: nestedProgressSchedule(fallback as PartConfig, build) } : {}),
      ...(ceiling ? { ceiling: nestedCurve(ceiling, build) } : {}),
    })
  },
}

function nestedCurve(config: unknown, build?: Build): Curve {
  return build?.curve
    ? (build.curve(config as PartConfig) as Curve)
    : buildPart('scheduler', 'curve', curveParts, config as PartConfig, build)
}

function nestedProgressSchedule(config: PartConfig, build?: Build): ProgressSchedule {
  return build?.progressSchedule
    ? (build.progressSchedule(config) as ProgressSchedule)
    : buildPart('scheduler', 'progress schedule', progressScheduleParts, config, build)
}
