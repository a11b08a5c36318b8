import { buildPart, type PartConfig, type PartTable } from '@spad/core'
import { describe, expect, test } from 'vitest'
import {
  adaptive,
  categorical,
  clamp,
  constant,
  cosine,
  cosineSchedule,
  curveParts,
  ddim,
  ddpm,
  delay,
  dpmSolverPlusPlus2M,
  exponential,
  linear,
  linearSchedule,
  noiseScheduleParts,
  pas,
  progressScheduleParts,
  samplerParts,
  scale,
  sequence,
  shifted,
  sigmoid,
  sigmoidSchedule,
  step,
} from '../src/index.js'

interface Described {
  readonly config: PartConfig
}

function checkAll(table: PartTable<Described>, parts: readonly Described[]): void {
  for (const { config } of parts) {
    const json = JSON.parse(JSON.stringify(config)) as PartConfig
    expect(json).toEqual(config)
    expect(buildPart('test', 'part', table, json).config).toEqual(config)
  }
}

const curves = [
  linear({ start: 0.1, to: 0.3 }),
  cosine({ end: 0.4 }),
  sigmoid({ steepness: 3 }),
  exponential({ rate: 2, from: 0.5 }),
  step({ at: [0.1, 0.2] }),
  constant(0.4),
  delay(constant(1), 0.5),
  clamp(linear(), { min: 0.1 }),
  scale(delay(cosine(), 0.1), 2),
  sequence({ curve: linear(), until: 0.3 }, { curve: scale(cosine(), 0.5), until: 1 }),
]

describe('every part is built again from its own JSON', () => {
  test('curves, which then give the same values', () => {
    checkAll(curveParts, curves)
    for (const curve of curves)
      for (const progress of [0, 0.15, 0.5, 0.8, 1])
        expect(buildPart('test', 'curve', curveParts, curve.config)(progress)).toBe(curve(progress))
  })

  test('progress schedules', () => {
    const schedule = pas({ scd: cosine(), gaussian: delay(constant(1), 0.5) })
    const names = { mine: { measure: 'dice', from: 0, to: 1 } } as const
    const fallback = pas({ mine: linear() })
    checkAll(progressScheduleParts, [schedule, adaptive(), adaptive({ signals: names, fallback })])
    expect(buildPart('test', 'part', progressScheduleParts, { type: 'adaptive' }).config).toEqual(
      adaptive().config,
    )
  })

  test('noise schedules', () => {
    checkAll(noiseScheduleParts, [
      linearSchedule({ betaMax: 10 }),
      cosineSchedule(),
      sigmoidSchedule({ tau: 0.5 }),
      shifted(shifted(cosineSchedule(), 0.5), 2),
    ])
  })

  test('samplers', () => {
    checkAll(samplerParts, [ddpm(), ddim({ eta: 0.5 }), categorical(), dpmSolverPlusPlus2M()])
  })
})

test("parts inside of parts come from the caller's tables", () => {
  const mine = { type: 'mine' }
  const half = () => 0.5
  const build = {
    curve: () => half,
    noiseSchedule: () => half,
    progressSchedule: () => () => ({ scd: 0.5, bcd: 0.5 }),
  }
  const schedule = buildPart(
    'test',
    'part',
    progressScheduleParts,
    { type: 'pas', curves: { mine } },
    build,
  )
  expect(schedule(0)).toEqual({ mine: 0.5 })
  const config = { type: 'adaptive', fallback: mine }
  expect(buildPart('test', 'part', progressScheduleParts, config, build)(0).scd).toBe(0.5)
  const moved = { type: 'shifted', schedule: mine, factor: 1 }
  expect(buildPart('test', 'part', noiseScheduleParts, moved, build)(0.1)).toBe(0.5)
})

test.each([
  [
    curveParts,
    { type: 'delay', curve: { type: 'mine' }, by: 0.1 },
    '[@spad/scheduler] `type` is "mine": no curve has that name (known: linear, cosine, sigmoid,',
  ],
  [
    samplerParts,
    { type: 'ddpm', eta: 1 },
    '[@spad/scheduler] `eta` is no option of `ddpm`: it has none.',
  ],
  [
    noiseScheduleParts,
    { type: 'cosine', offset: 'a' },
    '[@spad/scheduler] `offset` is "a": it must be a number of at least 0.',
  ],
])('a wrong description is refused', (table: PartTable<Described>, config: PartConfig, message) => {
  expect(() => buildPart('test', 'part', table, config)).toThrow(message)
})
