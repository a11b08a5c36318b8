import { configOf, type Configured, type Noise } from '@spad/core'
import { defineNoise } from './define-noise.js'

/**
 * One noise out of several, applied from left to right. Each has its own random stream, by its place
 * in the list. Without any it is the identity.
 */
export function compose(...noises: readonly Noise[]): Configured<Noise> {
  const config = { type: 'compose', noises: noises.map(configOf) }
  return defineNoise(config, (batch, { intensity, random }) =>
    noises.reduce(
      (noisy, noise, index) => noise(noisy, { intensity, random: random.fork(index) }),
      batch,
    ),
  )
}
