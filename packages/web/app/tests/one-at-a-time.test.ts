import { expect, test, vi } from 'vitest'
import { oneAtATime } from '../src/session/one-at-a-time.js'

/** A task that ends when it is told to, or is stopped. */
function task(name: string, log: string[]) {
  const over = new AbortController()
  const run = (signal: AbortSignal): Promise<void> => {
    log.push(name)
    return new Promise((resolve, reject) => {
      over.signal.addEventListener('abort', () => {
        resolve()
      })
      const stop = (): void => {
        log.push(`${name} stopped`)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', stop, { signal: over.signal })
    })
  }
  return {
    run,
    end: () => {
      over.abort()
    },
  }
}

function started() {
  const log: string[] = []
  const onError = vi.fn()
  const tasks = oneAtATime(() => log.push('idle'), onError)
  return { log, onError, tasks, make: (name: string) => task(name, log) }
}

test('what comes by itself ends what came by itself', async () => {
  const { log, onError, tasks, make } = started()
  const [first, second] = [make('first'), make('second')]
  const all = [tasks.yielding(first.run)]
  await Promise.resolve()
  all.push(tasks.yielding(second.run))
  await vi.waitFor(() => {
    expect(log).toContain('second')
  })
  second.end()
  await Promise.all(all)
  expect(log).toEqual(['first', 'first stopped', 'second', 'idle'])
  expect(onError).not.toHaveBeenCalled()
})

test('what comes by itself waits for what a visitor waits for; of several, the last', async () => {
  const { log, tasks, make } = started()
  const [scan, old, latest] = [make('scan'), make('old'), make('latest')]
  const all = [tasks.insist(scan.run), tasks.yielding(old.run), tasks.yielding(latest.run)]
  await Promise.resolve()
  expect(log).toEqual(['scan'])
  scan.end()
  await vi.waitFor(() => {
    expect(log).toContain('latest')
  })
  latest.end()
  await Promise.all(all)
  expect(log).toEqual(['scan', 'idle', 'latest', 'idle'])
})

test('what is asked for ends what a visitor waited for; stopping leaves nothing waiting', async () => {
  const { log, tasks, make } = started()
  const [scan, learning, later] = [make('scan'), make('learning'), make('later')]
  const all = [tasks.insist(scan.run), tasks.yielding(later.run)]
  all.push(tasks.insist(learning.run))
  tasks.stop()
  await Promise.all(all)
  expect(log).toEqual(['scan', 'scan stopped', 'learning', 'learning stopped', 'idle', 'idle'])
})
