import {
  aNumber,
  aShare,
  type Configured,
  definePart,
  fail,
  type Given,
  type Rule,
  type Settled,
} from '@spad/core'

/** An intensity over progress, `[0, 1] → [0, ∞)`. Any such function is one. */
export type Curve = (progress: number) => number

const ends = {
  /**
   * Value before the fall.
   * @default 1
   */
  from: { rule: /* @__PURE__ */ aNumber({ min: 0 }), default: 1 },
  /**
   * Value after it; above `from` for a rise.
   * @default 0
   */
  to: { rule: /* @__PURE__ */ aNumber({ min: 0 }), default: 0 },
}

const fallOptions = {
  /**
   * Progress at which the fall begins; `from` before it.
   * @default 0
   */
  start: { rule: /* @__PURE__ */ aShare(), default: 0 },
  /**
   * Progress at which the fall is over; `to` after it.
   * @default 1
   */
  end: { rule: /* @__PURE__ */ aShare(), default: 1 },
  ...ends,
}

export interface FallOptions extends Given<typeof fallOptions> {}

const sigmoidOptions = {
  ...fallOptions,
  /**
   * How much of the logistic curve is used, from `-steepness / 2` to `steepness / 2`.
   * @default 10
   */
  steepness: { rule: /* @__PURE__ */ aNumber({ above: 0, max: 100 }), default: 10 },
}

export interface SigmoidOptions extends Given<typeof sigmoidOptions> {}

const exponentialOptions = {
  ...fallOptions,
  /**
   * How many times the value falls by a factor of e between `start` and `end`.
   * @default 5
   */
  rate: { rule: /* @__PURE__ */ aNumber({ above: 0, max: 100 }), default: 5 },
}

export interface ExponentialOptions extends Given<typeof exponentialOptions> {}

const stepOptions = {
  /**
   * Progress of each step; the fall is shared equally between them.
   * @default 0.5
   */
  at: { rule: /* @__PURE__ */ places(), default: 0.5 },
  ...ends,
}

export interface StepOptions extends Given<typeof stepOptions> {}

/** A straight line: `1 − x`. */
export const linear = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'linear',
  options: fallOptions,
  build: (options) => fall(options, (x) => 1 - x),
})

/** Half a wave, slow at both ends: `(1 + cos πx) / 2`. */
export const cosine = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'cosine',
  options: fallOptions,
  build: (options) => fall(options, (x) => (1 + Math.cos(Math.PI * x)) / 2),
})

/** The logistic curve, made to reach both ends. */
export const sigmoid = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'sigmoid',
  options: sigmoidOptions,
  build: ({ steepness, ...options }) => {
    const logistic = (x: number): number => 1 / (1 + Math.exp(steepness * (x - 0.5)))
    const top = logistic(0)
    const bottom = logistic(1)
    return fall(options, (x) => (logistic(x) - bottom) / (top - bottom))
  },
})

/** Fast first, then slow, made to reach the end: `(e^(−rx) − e^(−r)) / (1 − e^(−r))`. */
export const exponential = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'exponential',
  options: exponentialOptions,
  build: ({ rate, ...options }) => {
    const rest = Math.exp(-rate)
    return fall(options, (x) => (Math.exp(-rate * x) - rest) / (1 - rest))
  },
})

/** A staircase: falls at once, at one point of progress or at several. */
export const step = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'step',
  options: stepOptions,
  build: ({ at, from, to }): Curve => {
    return (progress) => {
      const passed = at.filter((place) => progress >= place).length / at.length
      return passed === 1 ? to : from + (to - from) * passed
    }
  },
})

/** The same value all the time. */
export function constant(value: number): Configured<Curve> {
  return constantPart({ value })
}

export const constantPart = /* @__PURE__ */ definePart({
  where: 'scheduler',
  kind: 'curve',
  type: 'constant',
  options: {
    /** The value. */
    value: { rule: /* @__PURE__ */ aNumber({ min: 0 }) },
  },
  build:
    ({ value }): Curve =>
    () =>
      value,
})

/** One place, or several. */
function places(): Rule<readonly number[], number | readonly number[]> {
  const { check, words } = aShare()
  return {
    words: `${words}, or a list of such`,
    check: (value, name, where) => {
      const list: unknown[] = Array.isArray(value) ? value : [value]
      if (list.length === 0)
        fail(where, `\`${name}\` is empty: it must hold at least one progress.`)
      return list.map((place) => check(place, name, where))
    },
  }
}

/** Stretches a shape that falls from 1 at `x = 0` to 0 at `x = 1` between start and end. */
function fall({ start, end, from, to }: Settled<typeof fallOptions>, shape: Curve): Curve {
  if (start >= end)
    fail('scheduler', `\`start\` is ${start} and \`end\` ${end}: \`start\` must come first.`)
  return (progress) => {
    if (progress <= start) return from
    if (progress >= end) return to
    return to + (from - to) * shape((progress - start) / (end - start))
  }
}
