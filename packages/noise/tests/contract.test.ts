import { testNoise } from '@spad/core/testing'
import { beforeAll, test } from 'vitest'
import {
  bcd,
  boundaryWeight,
  categoricalDiffusion,
  cleanShare,
  compose,
  decoys,
  disagreement,
  gaussian,
  maskDiffusion,
  scd,
} from '../src/index.js'
import { useCpu } from './batch.js'

beforeAll(useCpu)

const both = ['image', 'state'] as const
const diffusion = () => maskDiffusion({ noiseSchedule: (t) => 1 - t })
const pair = { scd: 1, bcd: 1 }

testNoise(test, 'scd', () => scd(), { intensity: { scd: 1 } })
testNoise(test, 'scd on both', () => scd({ on: both }), { intensity: { scd: 1 }, state: true })
testNoise(test, 'scd by another name', () => scd({ intensity: 'mine' }), { intensity: { mine: 1 } })
testNoise(test, 'bcd', () => bcd(), { intensity: { bcd: 1 }, channels: 3 })
testNoise(test, 'bcd on both', () => bcd({ noise: both }), { intensity: { bcd: 1 }, state: true })
testNoise(test, 'boundaryWeight', () => boundaryWeight(), { intensity: { boundaryWeight: 1 } })
testNoise(test, 'gaussian', () => gaussian(), { intensity: { gaussian: 1 } })
testNoise(test, 'maskDiffusion', diffusion)
testNoise(test, 'maskDiffusion over a state', diffusion, { state: true })
testNoise(test, 'categoricalDiffusion', () => categoricalDiffusion({ noiseSchedule: (t) => 1 - t }))
testNoise(test, 'disagreement', () => disagreement({ noiseSchedule: (t) => 1 - t }))
testNoise(test, 'compose of nothing', () => compose(), { state: true })
testNoise(test, 'compose', () => compose(scd(), bcd()), { intensity: pair })
testNoise(test, 'decoys', () => decoys(scd(), { share: 0.7 }), { intensity: { scd: 1 } })
testNoise(test, 'cleanShare', () => cleanShare(bcd(), 0.4), { intensity: { bcd: 1 } })
testNoise(
  test,
  'everything',
  () => {
    const noise = compose(
      diffusion(),
      cleanShare(decoys(compose(scd({ on: both }), bcd({ noise: both }), gaussian())), 0.3),
    )
    // `maskDiffusion` has no intensity: the suite cannot turn this one off
    return (batch, { random }) => noise(batch, { intensity: { ...pair, gaussian: 0.5 }, random })
  },
  { channels: 3 },
)
