import { aNumber, fieldsOf, type Rule } from '../contracts/rule.js'
import { fail } from '../support/errors.js'
import type { Window } from './value-range.js'

/** A window for each channel, in their order; `null`: that channel has its own range, by modality. */
export type ChannelWindows = readonly (Window | null)[]

const one: Rule<Window> = fieldsOf({ center: aNumber(), width: aNumber({ above: 0 }) })

/** One window, or a list of one for each channel. */
export const aWindow: Rule<Window | ChannelWindows> = {
  words: `${one.words}, or a list of such, one for each channel, null for one that has none`,
  check: (value, name, where) =>
    Array.isArray(value)
      ? value.map((each, i) => (each === null ? null : one.check(each, `${name}[${i}]`, where)))
      : one.check(value, name, where),
}

/**
 * The window of each channel; `undefined` where it has none.
 *
 * @param names What the channels are called, for messages. @default they are numbered
 * @throws SpadError if an entry is no window, or a list is of another length.
 */
export function windowPerChannel(
  window: Window | ChannelWindows | undefined,
  count: number,
  names: readonly string[] = [],
): readonly (Window | undefined)[] {
  const all: Window | ChannelWindows | undefined =
    window === undefined ? window : aWindow.check(window, 'window', 'core')
  if (!isList(all)) return Array.from({ length: count }, () => all)
  refuseOtherLength(all, count, names)
  return all.map((each) => each ?? undefined)
}

/** @throws SpadError if there is not one for each channel. */
export function refuseOtherLength(
  { length }: ChannelWindows,
  count: number,
  names: readonly string[] = [],
): void {
  if (length === count) return
  const channels = names.length === count ? names.join(', ') : `${count} channels`
  fail(
    'core',
    `\`window\` is a list of ${length}: ` +
      (count > 1
        ? `it must have an entry for each of ${channels}, a window or null.`
        : 'here is one picture, grey, in colour or of neighbouring slices. Give one window for it.'),
  )
}

/** Whether it is one for each channel. */
export function isList(window: Window | ChannelWindows | undefined): window is ChannelWindows {
  return Array.isArray(window)
}
