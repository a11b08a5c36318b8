import { expect, it } from 'vitest'
import { type Job, jobQueue } from '../src/children/job-queue.js'

const job = (bytes: number, signal = new AbortController().signal): Job => ({
  model: 'one',
  question: { kind: 'picture', bytes: new Uint8Array(bytes), outputs: ['labels'] },
  bytes,
  deaths: 0,
  signal,
  settle: () => undefined,
})

it('has room for so many jobs, and for so many bytes', () => {
  const queue = jobQueue(3, 100)
  expect(queue.add([job(60)])).toBe(true)
  expect(queue.add([job(41)])).toBe(false)
  expect(queue.add([job(20), job(21)])).toBe(false)
  expect(queue.add([job(40)])).toBe(true)
  expect([queue.length, queue.bytes]).toEqual([2, 100])
  expect(queue.add([job(0), job(0)])).toBe(false)
  expect(queue.take(8)).toHaveLength(2)
  expect(queue.bytes).toBe(0)
})

it('takes what is larger than all its room where nothing waits, else it never could', () => {
  const queue = jobQueue(3, 100)
  expect(queue.add([job(500)])).toBe(true)
  expect(queue.add([job(1)])).toBe(false)
})

it('has the room again of those who have gone', () => {
  const gone = new AbortController()
  const queue = jobQueue(3, 100)
  queue.add([job(100, gone.signal)])
  expect(queue.add([job(50)])).toBe(false)
  gone.abort()
  expect(queue.add([job(50)])).toBe(true)
})
