import {
  aNumber,
  checkNumber,
  type Configured,
  definePart,
  fail,
  fieldsOf,
  type Given,
  listOf,
  partOf,
  type Rule,
} from '@spad/core'
import type { Curve } from './curves.js'

/** A curve, by itself or by its description. */
export function aCurve(): Rule<Curve> {
  return partOf('curve', 'a function of progress')
}

const clampOptions = {
  /** The curve that is held. */
  curve: { rule: aCurve() },
  /**
   * Smallest value.
   * @default 0
   */
  min: { rule: aNumber({ min: 0 }), default: 0 },
  /**
   * Largest value.
   * @default 1
   */
  max: { rule: aNumber({ min: 0 }), default: 1 },
}

/** Bounds of {@link clamp}. */
export interface ClampOptions extends Omit<Given<typeof clampOptions>, 'curve'> {}

/** One stretch of a {@link sequence}. */
export interface Stretch {
  /** The curve, squeezed into this stretch: it sees progress 0 to 1. */
  readonly curve: Curve
  /** Progress at which the stretch ends and the next one begins. */
  readonly until: number
}

/** 0 until progress `by`, then the whole curve squeezed into what is left. */
export function delay(curve: Curve, by: number): Configured<Curve> {
  return delayPart({ curve, by })
}

export const delayPart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'delay',
  options: {
    /** The curve that begins later. */
    curve: { rule: aCurve() },
    /** Progress at which it begins. */
    by: { rule: aNumber({ min: 0, below: 1 }) },
  },
  build:
    ({ curve, by }): Curve =>
    (progress) =>
      progress < by ? 0 : curve((progress - by) / (1 - by)),
})

/** The curve, held between two values. */
export function clamp(curve: Curve, bounds: ClampOptions = {}): Configured<Curve> {
  return clampPart({ curve, ...bounds })
}

export const clampPart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'clamp',
  options: clampOptions,
  build: ({ curve, min, max }): Curve => {
    if (min > max)
      fail('scheduler', `\`min\` is ${min} and \`max\` ${max}: \`min\` must be smaller.`)
    return (progress) => Math.min(max, Math.max(min, curve(progress)))
  },
})

/** The curve times a factor. */
export function scale(curve: Curve, factor: number): Configured<Curve> {
  return scalePart({ curve, factor })
}

export const scalePart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'scale',
  options: {
    /** The curve that is multiplied. */
    curve: { rule: aCurve() },
    /** What it is multiplied by. */
    factor: { rule: aNumber({ min: 0 }) },
  },
  build:
    ({ curve, factor }): Curve =>
    (progress) =>
      factor * curve(progress),
})

/** One curve after the other; the last stretch must end at 1. */
export function sequence(...stretches: readonly Stretch[]): Configured<Curve> {
  return sequencePart({ stretches })
}

export const sequencePart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'sequence',
  options: {
    /** Curves, each with the progress at which it ends; the last one ends at 1. */
    stretches: {
      rule: listOf(fieldsOf({ curve: aCurve(), until: aNumber({ above: 0, max: 1 }) })),
    },
  },
  build: ({ stretches }): Curve => {
    const bounds = [0, ...stretches.map(({ until }) => until)]
    for (let i = 1; i < bounds.length; i++)
      checkNumber('scheduler', 'until', bounds[i], { above: bounds[i - 1]!, max: 1 })
    if (bounds.at(-1) !== 1)
      fail('scheduler', `the last \`until\` is ${bounds.at(-1) ?? 0}: it must be 1.`)
    return (progress) => {
      const index = stretches.findIndex(({ until }) => progress < until || until === 1)
      const stretch = stretches[index]
      const begin = bounds[index]
      if (stretch === undefined || begin === undefined) return NaN
      return stretch.curve((progress - begin) / (stretch.until - begin))
    }
  },
})
