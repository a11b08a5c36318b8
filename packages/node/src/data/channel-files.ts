import { amount, fail } from '@spad/core'
import { few } from './problems.js'

/** More channels than this are none of a picture's. */
export const MAX_CHANNELS = 16

/** What the name of a channel's file ends with, before its extension: `_0000`, `_0001`, … */
const ENDING = /^(.+)_(\d{4})$/

/** A case whose channels are files of their own. */
export interface ChannelFiles<T = string> {
  readonly name: string
  /** One file for each channel, in their order. */
  readonly channels: readonly [T, ...T[]]
}

/** What the name of a channel's file ends with. */
export function channelEnding(channel: number): string {
  return `_${String(channel).padStart(4, '0')}`
}

/** The case that a channel's file is of, by its name without extension. */
export function caseOfChannel(name: string): string | undefined {
  return ENDING.exec(name)?.[1]
}

/** Whether a name ends as a channel's file does. */
export function lookLikeChannel(name: string): boolean {
  return ENDING.test(name)
}

/** What the first channel of the same case is called. */
export function firstChannel(name: string): string {
  return name.replace(ENDING, `$1${channelEnding(0)}`)
}

/** Whether each name ends as a channel's file does, the first channel among them. */
export function lookLikeChannels(names: readonly string[]): boolean {
  return (
    names.length > 0 &&
    names.every(lookLikeChannel) &&
    names.some((name) => name.endsWith(channelEnding(0)))
  )
}

/**
 * Puts files `CASE_0000`, `CASE_0001`, … together, as nnU-Net names them.
 *
 * @param files By their names without extension.
 * @param wanted The names of the channels, in their order.
 * @param where What they lie in, for messages.
 * @throws SpadError if a name has no such ending, or a case lacks a channel or has one more.
 */
export function gatherChannels<T>(
  files: ReadonlyMap<string, T>,
  wanted: readonly string[],
  where: string,
): ChannelFiles<T>[] {
  const cases = new Map<string, (T | undefined)[]>()
  const others: string[] = []
  for (const [name, file] of files) {
    const [, own, digits] = ENDING.exec(name) ?? []
    const channel = Number(digits)
    if (own === undefined || channel >= wanted.length) others.push(name)
    else {
      const found = cases.get(own) ?? Array<T | undefined>(wanted.length).fill(undefined)
      found[channel] = file
      cases.set(own, found)
    }
  }
  if (others.length > 0)
    fail(
      'node',
      `\`${where}\` has names that are no channel's: ${few(others)}. There are ${amount(wanted.length, 'channel')} ` +
        `(${wanted.join(', ')}): each has a file of its own, CASE_0000 to CASE${channelEnding(wanted.length - 1)}.`,
    )
  return [...cases].map(([name, found]) => ({
    name,
    channels: complete(name, found, wanted, where),
  }))
}

function complete<T>(
  name: string,
  found: readonly (T | undefined)[],
  wanted: readonly string[],
  where: string,
): ChannelFiles<T>['channels'] {
  const missing = wanted.flatMap((channel, i) =>
    found[i] === undefined ? [`${name}${channelEnding(i)} (${channel})`] : [],
  )
  if (missing.length > 0)
    fail('node', `\`${where}\` lacks ${missing.join(', ')}: a case needs a file for each channel.`)
  return found as unknown as ChannelFiles<T>['channels']
}
