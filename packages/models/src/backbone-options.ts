import { checkNumber, fail, refuseValue, type Rule, ruleFor, type Settled } from '@spad/core'
import { at } from './at.js'

/** Far more than any network that can be trained has; a model's file may ask for anything. */
const MOST = { levels: 12, channels: 4096, classes: 256, blocks: 64, attention: 256 } as const

/** An integer from `min` to so many that nobody means more, which is a rule that nobody needs to be told. */
export function count(min = 1, max: number = MOST.channels): Rule<number> {
  return {
    words: `an integer of at least ${min}`,
    check: (value, name, where) => {
      checkNumber(where, name, value, { min, integer: true })
      return checkNumber(where, name, value, { max })
    },
  }
}

/** A list of such integers. */
export function counts(min = 1, max?: number): Rule<readonly number[]> {
  const { check, words } = count(min, max)
  return {
    words: `a list, each ${words}`,
    check: (list, name, where) =>
      Array.isArray(list)
        ? list.map((value: unknown) => check(value, name, where))
        : refuseValue(list, name, where, 'a list'),
  }
}

/** A number for each level: at least one, and not far too many. */
export function widths(): Rule<readonly number[]> {
  const { check, words } = counts()
  return {
    words,
    check: (value, name, where) => {
      const list = check(value, name, where)
      if (list.length === 0) fail(where, `\`${name}\` is empty: it needs a number per level.`)
      checkNumber(where, `${name}.length`, list.length, { max: MOST.levels })
      return list
    },
  }
}

/** What every network here is told. */
export const networkOptions = {
  /** Channels of the image. */
  channels: { rule: count() },
  /** Classes told apart, background included. */
  classes: { rule: count(2, MOST.classes) },
}

/** Options of every residual network here: the image's way down, and up again. */
export const backboneOptions = {
  ...networkOptions,
  /** Channels per level, fine first; each further level halves height and width. @default [16, 24, 48, 96] */
  widths: { rule: widths(), default: [16, 24, 48, 96] },
  /** Residual blocks per level on the way down; on the way up it is one. @default 0, then 1 per level */
  blocks: {
    rule: counts(0, MOST.blocks),
    derive: ({ widths }: { readonly widths: readonly number[] }): readonly number[] =>
      widths.map((_, level) => Math.min(level, 1)),
  },
  /** Channels that share a mean and a variance in group normalisation. @default 8 */
  groupSize: { rule: count(), default: 8 },
  /** Heads of self-attention at the lowest resolution; 0 = none. @default 0 */
  attention: { rule: count(0, MOST.attention), default: 0 },
  /** `residual`: down as nnU-Net's ResEnc, with `blocks` more at each level. @default strided convolutions */
  encoder: {
    rule: ruleFor<'residual'>(
      '"residual", or left out for strided convolutions',
      (value) => value === 'residual',
    ),
    default: undefined,
  },
}

/** What no option alone can get wrong. @throws SpadError if two of them do not go together */
export function checkBackbone({
  widths,
  blocks,
  attention,
}: Pick<Settled<typeof backboneOptions>, 'widths' | 'blocks' | 'attention'>): void {
  if (blocks.length !== widths.length)
    fail(
      'models',
      `\`blocks\` has length ${blocks.length}: it needs one per width, ${widths.length}.`,
    )
  const lowest = at(widths, widths.length - 1)
  if (attention > 0 && lowest % attention !== 0)
    fail(
      'models',
      `\`attention\` is ${attention}: it must divide the lowest level's width, ${lowest}.`,
    )
}
