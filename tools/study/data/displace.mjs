// @ts-check
import { elastic } from '@spad/core'
import { eachCase } from './alter.mjs'

/**
 * Unreliable boundaries: contours displaced by a smooth random field, the image left as it is.
 *
 * @param {{ reach?: number, smoothness?: number }} options `reach`: root mean square displacement per
 *   axis, `smoothness`: size of the field's bumps, both as shares of the shorter side
 */
export function displace({ reach = 0.02, smoothness = 0.15 }) {
  const move = elastic({ strength: reach, smoothness, probability: 1 })
  return eachCase((sample, random) => ({ ...sample, labels: move(sample, random).labels }))
}
