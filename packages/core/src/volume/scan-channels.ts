import type { Raster } from '../contracts/sample.js'
import type { Scan } from '../contracts/scan.js'
import { stackChannels } from '../raster/stack-channels.js'
import { fail } from '../support/errors.js'
import { gridDifference } from './grid-difference.js'
import { windowPerChannel } from './channel-windows.js'
import type { Prepare, Prepared, PrepareOptions, PrepareTogetherOptions } from './prepare.js'

/** A scan of one channel for each of several, such as sequences or times; colours stay together. */
export function splitChannels(scan: Scan): readonly [Scan, ...Scan[]] {
  const count = channelCount(scan)
  return Array.from({ length: count }, (_, channel) => oneChannel(scan, channel)) as [Scan]
}

/** How many pictures a slice of a scan is; colours are one. */
export function channelCount({ channels, colour }: Pick<Scan, 'channels' | 'colour'>): number {
  return colour === true ? 1 : channels
}

/** One channel of several, counted from 0; a scan of one, or in colours, is itself. */
export function oneChannel(scan: Scan, channel: number): Scan {
  const { channels, data } = scan
  if (channelCount(scan) === 1) return scan
  const own = data.slice(0, data.length / channels)
  for (let i = 0; i < own.length; i++) own[i] = data[i * channels + channel]!
  return { ...scan, data: own, channels: 1 }
}

/**
 * Prepares scans that lie on one grid, such as sequences of one examination, as the channels of one picture.
 * Each has its own range of values, or the window that is given for all or for it.
 *
 * @param names What the channels are called, for messages. @default they are numbered
 * @returns As `prepare`; `range` is the first scan's, `others` has those of the others.
 * @throws SpadError if their grids differ, several come with neighbours, or there is not a window for each.
 */
export function prepareTogether(
  scans: readonly [Scan, ...Scan[]],
  prepare: Prepare,
  { window, ...options }: PrepareTogetherOptions = {},
  names?: readonly string[],
): Prepared {
  const [first, ...others] = scans
  const windows = windowPerChannel(window, scans.length, names)
  // a preparation that has a window of its own looks through it where none is said, and not where there is none
  const through = (i: number): PrepareOptions =>
    window === undefined ? options : { ...options, window: windows[i] }
  if (others.length === 0) return prepare(first, through(0))
  const { channels = scans.length, neighbours = 0 } = options
  if (neighbours > 0 || channels !== scans.length)
    fail(
      'core',
      `there are ${scans.length} channels: ${neighbours > 0 ? 'neighbours are taken of one' : `${channels} are wanted`}.`,
    )
  for (const [i, scan] of others.entries()) {
    const difference = gridDifference(scan.grid, first.grid)
    if (difference !== undefined)
      fail('core', `channel ${i + 1} ${difference}: channels must lie on one grid. Resample them.`)
  }
  const prepared = scans.map((scan, i) => prepare(scan, { ...through(i), channels: 1 }))
  const [one] = prepared as [Prepared]
  return {
    ...one,
    others: prepared.slice(1).map(({ range }) => range),
    picture: (slice) =>
      stackChannels(prepared.map(({ picture }) => picture(slice)) as [Raster, ...Raster[]]),
  }
}
