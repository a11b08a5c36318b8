import { describe, expect, it, onTestFinished } from 'vitest'
import { openQueue } from '../../src/jobs/open-queue.js'
import { FinalFailure, type Queue, type Task } from '../../src/jobs/queue.js'
import { hasPostgres, startPostgres } from './postgres-server.js'
import { hasRedis, startRedis, titled } from './redis-server.js'

const tasks = (count: number): Task[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `${index}`.repeat(64),
    manifest: '/m.json',
    digest: 'd',
    index,
  }))

function behaves(open: () => Promise<Queue>): void {
  it('does each task, and says how it is', async () => {
    const queue = await open()
    const all = tasks(5)
    const keys = all.map(({ key }) => key)
    await queue.add(all)
    await queue.add(all)
    expect(await queue.status(keys)).toEqual(all.map(() => ({ state: 'waiting' })))
    const done: number[] = []
    const work = (task: Task): Promise<void> => {
      expect(task).toEqual(all[task.index])
      done.push(task.index)
      return Promise.resolve()
    }
    await queue.process(work, { untilEmpty: true, concurrency: 2 })
    expect(done.sort()).toEqual([0, 1, 2, 3, 4])
    expect(await queue.status(keys)).toEqual(all.map(() => ({ state: 'done' })))
    await queue.add(all.slice(0, 1))
    await queue.process(work, { untilEmpty: true })
    expect(done).toHaveLength(6)
  })

  it('tries again what may pass, and gives up what cannot', async () => {
    const queue = await open()
    const all = tasks(2)
    await queue.add(all)
    const tried = [0, 0]
    const work = ({ index }: Task): Promise<void> => {
      tried[index]!++
      if (index === 0) throw new FinalFailure('it is broken')
      if (tried[1]! < 2) throw new Error('not now')
      return Promise.resolve()
    }
    await queue.process(work, { untilEmpty: true })
    expect(tried).toEqual([1, 2])
    expect(await queue.status(all.map(({ key }) => key))).toEqual([
      { state: 'failed', reason: 'it is broken' },
      { state: 'done' },
    ])
  })

  it('finishes what is under way when it is told to end', async () => {
    const queue = await open()
    const all = tasks(2)
    await queue.add(all)
    const told = new AbortController()
    const work = async (): Promise<void> => {
      told.abort()
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    await queue.process(work, { signal: told.signal })
    const states = await queue.status(all.map(({ key }) => key))
    expect(states.map(({ state }) => state).sort()).toEqual(['done', 'waiting'])
  })
}

describe('a queue in this process', () => {
  behaves(() => openQueue())
})

describe.skipIf(!hasRedis)(titled('a queue on Redis'), () => {
  behaves(async () => {
    const { url } = await startRedis()
    const queue = await openQueue(url)
    onTestFinished(() => queue.close())
    return queue
  })
})

describe.skipIf(!hasPostgres)(
  `a queue on PostgreSQL${hasPostgres ? '' : ' (left out: no PostgreSQL)'}`,
  () => {
    behaves(async () => {
      const queue = await openQueue((await startPostgres()).url)
      onTestFinished(() => queue.close())
      return queue
    })

    it('waits for a PostgreSQL that is not there yet, as long as it is told to', async () => {
      const postgres = await startPostgres()
      await postgres.kill()
      await expect(openQueue(postgres.url)).rejects.toThrow(/cannot be reached.*ECONNREFUSED/)
      const notes: string[] = []
      const onNote = (note: string): void => void notes.push(note)
      const opening = openQueue(postgres.url, { patience: 20, onNote })
      await postgres.start()
      const queue = await opening
      onTestFinished(() => queue.close())
      await queue.add(tasks(1))
      const done: number[] = []
      const work = ({ index }: Task): Promise<void> => {
        done.push(index)
        return Promise.resolve()
      }
      await queue.process(work, { untilEmpty: true })
      expect([done, notes]).toEqual([[0], ['The broker does not answer: waiting until it does.']])
    }, 30_000)

    it('waits while PostgreSQL is away, and says so', async () => {
      const postgres = await startPostgres()
      const notes: string[] = []
      const queue = await openQueue(postgres.url, { onNote: (note) => notes.push(note) })
      onTestFinished(() => queue.close())
      const all = tasks(2)
      await queue.add(all)
      await postgres.kill()
      const asked = queue.status(all.map(({ key }) => key))
      await new Promise((resolve) => setTimeout(resolve, 700))
      await postgres.start()
      expect(await asked).toEqual(all.map(() => ({ state: 'waiting' })))
      expect(notes).toEqual(['The broker does not answer: waiting until it does.'])
    }, 30_000)
  },
)

it('refuses an address that it cannot use', async () => {
  await expect(openQueue('amqp://x')).rejects.toThrow(
    '`queue` must begin with redis://, rediss:// or postgres://',
  )
  await expect(openQueue('redis://:secret@127.0.0.1:1')).rejects.toThrow(
    /^\[@spad\/node\] `queue` cannot be reached at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\): start the/,
  )
})
