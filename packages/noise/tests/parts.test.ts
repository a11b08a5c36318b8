import { type Build, buildPart, type Configured, type Noise, type PartConfig } from '@spad/core'
import { describe, expect, test } from 'vitest'
import {
  bcd,
  boundaryWeight,
  categoricalDiffusion,
  cleanShare,
  compose,
  decoys,
  disagreement,
  gaussian,
  imageNoiseParts,
  maskDiffusion,
  noiseParts,
  scd,
} from '../src/index.js'

const build: Build = { noiseSchedule: () => (t: number) => 1 - t }
const rebuilt = (config: PartConfig, how: Build = build): Configured<Noise> =>
  buildPart('test', 'noise', noiseParts, config, how)

describe('a noise describes itself in JSON from which an equal one is built', () => {
  test.each([
    scd(),
    scd({ on: ['state', 'image'], blockSize: 3, keep: 0.2, target: [2], intensity: 'mine' }),
    bcd(),
    bcd({ tau: 1, kappa: 0, blurTarget: false, noise: false, intensity: 'mine' }),
    gaussian({ sigma: 2 }),
    boundaryWeight({ tau: 1, gain: 3 }),
    compose(),
    cleanShare(decoys(compose(scd(), bcd()), { share: 0.1 }), 0.2),
  ])('$config', (noise) => {
    const config = JSON.parse(JSON.stringify(noise.config)) as PartConfig
    expect(config).toEqual(noise.config)
    expect(rebuilt(config, {}).config).toEqual(config)
    expect(buildPart('test', 'noise', imageNoiseParts, config).config).toEqual(config)
  })

  test('defaults are written out', () => {
    expect(scd().config).toEqual({
      type: 'scd',
      on: ['image'],
      keep: 0.5,
      target: 'foreground',
      intensity: 'scd',
    })
    expect(bcd().config).toEqual({
      type: 'bcd',
      tau: 2,
      kappa: 0.7,
      blurTarget: true,
      noise: ['image'],
      weighLoss: true,
      intensity: 'bcd',
    })
  })

  test("a user's own part has the type custom", () => {
    expect(compose((batch) => batch).config).toEqual({
      type: 'compose',
      noises: [{ type: 'custom' }],
    })
  })
})

test('mask diffusion needs to be told how to build its noise schedule', () => {
  const { config } = maskDiffusion({ noiseSchedule: (t) => 1 - t })
  expect(config).toEqual({
    type: 'maskDiffusion',
    noiseSchedule: { type: 'custom' },
    signalScale: 0.1,
    bias: 3,
  })
  expect(rebuilt(config).config).toEqual(config)
  expect(() => rebuilt(config, {})).toThrow(
    '[@spad/noise] `build.noiseSchedule` is missing: `noiseSchedule` needs it.',
  )
})

test.each([
  disagreement({ noiseSchedule: (t) => 1 - t, blockSize: 3, contours: [0.1, 0.2] }),
  categoricalDiffusion({ noiseSchedule: (t) => 1 - t, bias: 1 }),
])('$config.type is built again from what it says', (noise) => {
  const config = JSON.parse(JSON.stringify(noise.config)) as PartConfig
  expect(config).toEqual(noise.config)
  expect(rebuilt(config).config).toEqual(config)
})

test("parts inside of parts come from the caller's table", () => {
  const mine: Noise = (batch) => batch
  const config = { type: 'compose', noises: [{ type: 'mine' }] }
  expect(() => rebuilt(config)).toThrow(
    '[@spad/noise] `type` is "mine": no noise has that name (known: scd, bcd, boundaryWeight, gaussian, compose, decoys, cleanShare, maskDiffusion, categoricalDiffusion, disagreement). Add it to the table of parts.',
  )
  expect(() => rebuilt(config, { noise: () => mine })).not.toThrow()
})

test('an unknown option is refused', () => {
  expect(() => rebuilt({ type: 'gaussian', sigmaa: 1 })).toThrow(
    '[@spad/noise] `sigmaa` is no option of `gaussian`: it has on, sigma, intensity.',
  )
})
