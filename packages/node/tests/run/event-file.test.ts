import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { firstEvent, metricsEvent } from '../../src/run/event-file.js'
import { MetricsLog } from '../../src/run/metrics-log.js'
import { runPaths } from '../../src/run/run-paths.js'
import { makeFolder } from '../data/pictures.js'

const record = {
  step: 300,
  loss: 0.5,
  learningRate: 0.25,
  intensity: { scd: 1 },
  validation: { dice: 0.75 },
}

// what tensorboard's own record writer makes of the same events
const FIRST = '1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a3286bf577a'
const METRICS =
  '5e00000000000000d8b06ebc09000000000000004010ac022a500a0b0a046c6f7373150000003f' +
  '0a130a0c6c6561726e696e6752617465150000803e0a140a0d696e74656e736974792f736364150000803f' +
  '0a160a0f76616c69646174696f6e2f64696365150000403f814a13bc'

it('writes what TensorBoard’s own writer does', () => {
  expect(Buffer.from(firstEvent(1)).toString('hex')).toBe(FIRST)
  expect(Buffer.from(metricsEvent(record, 2)).toString('hex')).toBe(METRICS)
})

it('grows with the metrics, and is made anew where a run goes on', async () => {
  const paths = runPaths(await makeFolder())
  const log = new MetricsLog(paths, undefined, true)
  await log.rewind(0)
  await log.append(record)
  await log.append({ ...record, step: 400 })
  const events = await readFile(paths.events)
  const [first, one] = [firstEvent(0).length, metricsEvent(record, 0).length]
  expect(events.length).toBe(first + 2 * one)
  const resumed = new MetricsLog(paths, undefined, true)
  await resumed.rewind(300)
  expect((await readFile(paths.events)).length).toBe(first + one)
})
