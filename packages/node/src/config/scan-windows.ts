import { type ChannelWindows, fail, type Window, windowPerChannel } from '@spad/core'

/** A window for the channel of a name; `null`: it has none. */
export interface NamedWindow {
  readonly name: string
  readonly window: Window | null
}

/** One window for all channels, or some by their names. */
export type AskedWindows = Window | readonly NamedWindow[]

/** What `--window` may be, as in `it must be …`. */
export const WINDOW_RULE =
  'a centre and a width above 0, such as 40,400; of several channels NAME=40,400 for each, or NAME=none'

/**
 * Reads `40,400`, or `CT=40,400` and `PET=none` for channels by their names.
 *
 * @param texts What was given, in order.
 * @returns `undefined` if it is none of these, or a name stands twice.
 */
export function parseWindows(texts: string | readonly string[]): AskedWindows | undefined {
  const given = [texts].flat()
  const [first] = given
  if (given.length === 1 && first !== undefined && !first.includes('=')) return parseWindow(first)
  const named = given.flatMap(parseNamed)
  const names = new Set(named.map(({ name }) => name))
  return named.length > 0 && named.length === given.length && names.size === named.length
    ? named
    : undefined
}

/** Reads `40,400`; `undefined` if it is none. */
function parseWindow(text: string): Window | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [center = NaN, width = NaN] = numbers
  const sound = numbers.length === 2 && numbers.every(Number.isFinite) && width > 0
  return sound ? { center, width } : undefined
}

/** A name may hold `=` itself. */
function parseNamed(text: string): NamedWindow[] {
  const at = text.lastIndexOf('=')
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)].map((part) =>
    part.trim().normalize('NFC'),
  ) as [string, string]
  const window = value === 'none' ? null : parseWindow(value)
  return name === '' || window === undefined ? [] : [{ name, window }]
}

/**
 * The windows of channels that were given by name.
 *
 * @param names What the channels are called; `[]`: there is one picture, grey or in colour.
 * @param others What holds for channels that are not named. @default they have none
 * @returns One for all, as it was given, or a list in the order of the channels.
 * @throws SpadError if no channel has one of the names.
 */
export function windowsByName(
  asked: AskedWindows | undefined,
  names: readonly string[],
  others?: Window | ChannelWindows,
): Window | ChannelWindows | undefined {
  if (!isNamed(asked)) return asked
  const known = names.map((name) => name.trim().normalize('NFC'))
  const strange = asked.find(({ name }) => !known.includes(name))
  if (strange)
    fail(
      'node',
      `\`window\` names the channel \`${strange.name}\`: ` +
        (known.length > 0
          ? `there ${known.length > 1 ? 'are' : 'is'} ${known.join(', ')}.`
          : 'here is one picture, grey, in colour or of neighbouring slices. Give one window, such as 40,400.'),
    )
  const usual = windowPerChannel(others, known.length, known)
  return known.map((name, i) => {
    const own = asked.find((one) => one.name === name)
    return own ? own.window : (usual[i] ?? null)
  })
}

/** Whether windows are given by name. */
export function isNamed(asked: AskedWindows | undefined): asked is readonly NamedWindow[] {
  return Array.isArray(asked)
}
