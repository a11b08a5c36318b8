import type { Scan } from '../contracts/scan.js'
import { fail } from '../support/errors.js'
import { channelCount, splitChannels } from './scan-channels.js'

/** What a model takes for a picture, and which part of a scan is meant. */
export interface ModelChannelsOptions {
  /** Channels of the network. */
  readonly channels: number
  /** What they are called, where each is an image of its own; `[]`: grey or colours. @default not checked */
  readonly channelNames?: readonly string[] | undefined
  /** Which channel of a scan is looked at, such as a time, counted from 0. @default all */
  readonly channel?: number | undefined
  /** The one that is looked at where a scan has several and `channel` does not say. @default none */
  readonly usualChannel?: number | undefined
}

/**
 * The scans that become the channels of a model: those given, or the channels of one; colours stay together.
 *
 * @throws SpadError if there is no such channel, sequences are given for colours, or colours for sequences.
 */
export function modelChannels(
  scan: Scan | readonly [Scan, ...Scan[]],
  { channels, channelNames, channel, usualChannel }: ModelChannelsOptions,
): readonly [Scan, ...Scan[]] {
  const given = 'grid' in scan ? [scan] : scan
  const wanted = channel ?? (countOf(given) > 1 ? usualChannel : undefined)
  const scans = wanted === undefined ? given : [oneOf(given, wanted)]
  const [first] = scans as [Scan]
  if (channelNames) refuseOthers(scans, channels, channelNames)
  if (scans.length > 1 || first.channels !== channels) return scans as [Scan]
  return splitChannels(first)
}

/** Pictures of a slice; colours are one. */
const countOf = (scans: readonly Scan[]): number =>
  Math.max(scans.length, ...scans.map(channelCount))

function oneOf(given: readonly Scan[], channel: number): Scan {
  const all = given.length > 1 ? given : given.flatMap(splitChannels)
  return (
    all[channel] ??
    fail(
      'core',
      `\`channel\` is ${channel}: the scan has ${all.length === 1 ? '1' : `${all.length}, counted from 0`}.`,
    )
  )
}

/** What one model takes for red, green and blue, another takes for sequences. */
function refuseOthers(scans: readonly Scan[], channels: number, names: readonly string[]): void {
  const [first] = scans as [Scan]
  const one = scans.length === 1
  if (names.length > 1) {
    const wanted = `the model takes ${names.join(', ')}. Give a file of each, CASE_0000, CASE_0001, …, or one of all.`
    if (one && first.channels === 1) fail('core', `it has one channel: ${wanted}`)
    if (one && first.colour === true) fail('core', `it is in colour: ${wanted}`)
    return
  }
  const several = countOf(scans)
  if (several > 1)
    fail(
      'core',
      `it has ${several} channels, such as sequences or times: the model takes one picture${channels === 3 ? ', grey or in colour' : ''}. ` +
        'Say which by `channel`, counted from 0.',
    )
}
