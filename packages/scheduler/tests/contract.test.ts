import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { testNoiseSchedule, testProgressSchedule, testSampler } from '@spad/core/testing'
import { beforeAll, test } from 'vitest'
import {
  adaptive,
  categorical,
  clamp,
  constant,
  cosine,
  cosineSchedule,
  ddim,
  ddpm,
  delay,
  dpmSolverPlusPlus2M,
  exponential,
  linear,
  linearSchedule,
  pas,
  scale,
  sequence,
  shifted,
  sigmoid,
  sigmoidSchedule,
  step,
} from '../src/index.js'

beforeAll(async () => {
  await setBackend('cpu')
})

const endsAtZero = ['scd', 'bcd']

for (const curve of [linear(), cosine(), sigmoid(), exponential(), step()])
  testProgressSchedule(
    test,
    `pas of ${curve.config.type}`,
    () => pas({ scd: curve, bcd: scale(curve, 0.5), gaussian: delay(constant(1), 0.5) }),
    { endsAtZero },
  )
testProgressSchedule(
  test,
  'pas of combinators',
  () =>
    pas({
      scd: sequence({ curve: constant(1), until: 0.2 }, { curve: clamp(cosine()), until: 1 }),
      bcd: delay(cosine({ end: 0.4 }), 0.3),
    }),
  { endsAtZero },
)
testProgressSchedule(test, 'adaptive', () => adaptive(), { endsAtZero })

testNoiseSchedule(test, 'linearSchedule', () => linearSchedule())
testNoiseSchedule(test, 'cosineSchedule', () => cosineSchedule())
testNoiseSchedule(test, 'sigmoidSchedule', () => sigmoidSchedule())
for (const factor of [0.1, 3])
  for (const schedule of [linearSchedule(), cosineSchedule(), sigmoidSchedule()])
    testNoiseSchedule(test, `${schedule.config.type} shifted by ${factor}`, () =>
      shifted(schedule, factor),
    )

testSampler(test, 'ddpm', () => ddpm())
testSampler(test, 'ddim', () => ddim())
testSampler(test, 'ddim with noise', () => ddim({ eta: 0.7 }))
testSampler(test, 'categorical', () => categorical())
testSampler(test, 'dpmSolverPlusPlus2M', () => dpmSolverPlusPlus2M())
