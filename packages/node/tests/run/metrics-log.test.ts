import { appendFile, readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { MetricsLog } from '../../src/run/metrics-log.js'
import { readMetrics } from '../../src/run/read-metrics.js'
import { type RunPaths, runPaths } from '../../src/run/run-paths.js'
import { temporaryFolder } from '../cli/run-spad.js'

let paths: RunPaths
beforeEach(async () => {
  paths = runPaths(await temporaryFolder())
})

const record = (step: number, more = {}) => ({
  step,
  loss: 1 / step,
  learningRate: 0.001,
  intensity: { scd: 0.5 },
  ...more,
})

describe('MetricsLog', () => {
  it('writes JSON lines and a table whose columns grow', async () => {
    const log = new MetricsLog(paths)
    await log.rewind(0)
    await log.append(record(1))
    await log.append(record(2, { validation: { dice: 0.25 } }))
    await log.append(record(4))
    expect(await readMetrics(paths.metrics)).toEqual([...log.records])
    expect(await readFile(paths.table, 'utf8')).toBe(
      'step,loss,learningRate,intensity.scd,validation.dice\n' +
        '1,1,0.001,0.5,\n2,0.5,0.001,0.5,0.25\n4,0.25,0.001,0.5,\n',
    )
  })

  it('takes back what a checkpoint does not know, and a line that was cut off', async () => {
    const log = new MetricsLog(paths)
    await log.rewind(0)
    for (const step of [1, 2, 3]) await log.append(record(step))
    await appendFile(paths.metrics, '{"step": 4, "lo')
    const resumed = new MetricsLog(paths)
    await resumed.rewind(2)
    await resumed.append(record(3))
    expect((await readMetrics(paths.metrics)).map(({ step }) => step)).toEqual([1, 2, 3])
    expect((await readFile(paths.table, 'utf8')).split('\n')).toHaveLength(5)
  })
})
