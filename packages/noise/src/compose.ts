import { type Configured, definePart, listOf, type Noise, partOf } from '@spad/core'
import { tidyNoise } from './tidy-noise.js'

/**
 * One noise out of several, applied from left to right. Each has its own random stream, by its place
 * in the list. Without any it is the identity.
 */
export function compose(...noises: readonly Noise[]): Configured<Noise> {
  return composePart({ noises })
}

export const composePart = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'compose',
  options: {
    /** In the order in which they are applied. */
    noises: { rule: listOf(partOf<Noise>('noise')) },
  },
  build: ({ noises }) =>
    tidyNoise((batch, { intensity, random }) =>
      noises.reduce(
        (noisy, noise, index) => noise(noisy, { intensity, random: random.fork(index) }),
        batch,
      ),
    ),
})
