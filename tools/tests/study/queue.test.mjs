// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openQueue } from '@spad/node'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { main } from '../../../packages/node/src/cli/main.js'
import { linesByOthers } from '../../study/lines-by-others.mjs'
import { QUEUE } from '../../study/line-files.mjs'
import { keyOf, readLines } from '../../study/lines.mjs'
import { checkPlan } from '../../study/plan.mjs'
import { makeLines } from '../../study/runner.mjs'
import { serveLines } from '../../study/serve-lines.mjs'
import { listUnits } from '../../study/units.mjs'

/** @type {string} */
let dir
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spad-study-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const plan = (/** @type {object} */ options = {}) =>
  checkPlan(
    {
      baseline: 'unet',
      options: { preset: 'tiny', batch: 2, ...options },
      sets: {
        chest: {
          phantoms: { kind: 'chest', count: 10, size: [24, 24] },
          options: { size: 16, steps: 2 },
        },
      },
      variants: {
        unet: { options: { recipe: 'unet' } },
        flip: { extends: 'unet', inference: { ensemble: 2 } },
      },
      table: { seeds: [1, 2] },
    },
    join(dir, 'plan.yaml'),
  )

/** @type {import('../../study/units.mjs').Choice} */
const choice = {
  ...{ sets: ['chest'], variants: ['unet', 'flip'], regimes: ['clean'] },
  ...{ seeds: [1, 2], split: 'test' },
}

/** @param {string} name @returns {import('../../study/runner.mjs').Setting & { calls: string[] }} */
function setting(name) {
  /** @type {string[]} */
  const calls = []
  return {
    ...{ out: join(dir, `${name}.jsonl`), work: join(dir, name), jobs: 1, backend: 'wasm' },
    ...{ commit: 'abc', environment: {}, say: () => undefined, calls },
    spad: async (argv) => {
      calls.push(argv[0] ?? '')
      let err = ''
      const status = await main(argv, {
        ...{ out: () => undefined, interactive: false, env: {} },
        err: (/** @type {string} */ text) => (err += text),
      })
      return { status, err, cpu: 1 }
    },
  }
}

/** Lines without what differs from run to run. @param {string} file */
const figures = (file) =>
  readLines(file)
    .map(({ seconds: _, cpu: __, ...line }) => ({ ...line, date: undefined }))
    .sort((a, b) => keyOf(a).localeCompare(keyOf(b)))

/** @param {import('../../study/runner.mjs').Setting} own @param {import('@spad/node').Queue} queue @param {import('../../study/plan.mjs').Plan} theirs */
async function byOthers(own, queue, theirs) {
  const units = await listUnits(plan(), choice, { work: own.work })
  const end = new AbortController()
  const places = { work: own.work }
  const working = serveLines(theirs, places, own, { signal: end.signal, queue })
  const ended = await makeLines(units, own, (missing) => linesByOthers(missing, choice, own, queue))
  end.abort()
  await working
  return ended
}

test('makes the lines that one process makes, and none that is there', async () => {
  const here = setting('here')
  const units = await listUnits(plan(), choice, { work: here.work })
  expect(await makeLines(units, here)).toEqual({ made: 4, failures: [] })
  const own = setting('there')
  const queue = await openQueue()
  expect(await byOthers(own, queue, plan())).toEqual({ made: 4, failures: [] })
  expect(own.calls.sort()).toEqual([
    ...['evaluate', 'evaluate', 'evaluate', 'evaluate'],
    ...['train', 'train'],
  ])
  expect(figures(own.out)).toEqual(figures(here.out))
  own.calls.length = 0
  expect(await byOthers(own, queue, plan())).toEqual({ made: 0, failures: [] })
  expect(own.calls).toEqual([])
  const left = readdirSync(join(own.work, 'queue')).filter((name) => !name.startsWith('manifest-'))
  expect(left).toEqual([])
}, 60_000)

test('gathers what workers made while nobody waited', async () => {
  const own = setting('later')
  const queue = await openQueue()
  const units = await listUnits(plan(), choice, { work: own.work })
  const ended = await linesByOthers(units, choice, { ...own, stopping: () => true }, queue)
  expect(ended).toEqual({ made: 0, failures: [] })
  const options = { signal: new AbortController().signal, untilEmpty: true, queue }
  await serveLines(plan(), { work: own.work }, own, options)
  own.calls.length = 0
  expect(await linesByOthers(units, choice, own, queue)).toEqual({ made: 4, failures: [] })
  expect(own.calls).toEqual([])
}, 60_000)

test('refuses to make what another plan means', async () => {
  const own = setting('refused')
  const { made, failures } = await byOthers(own, await openQueue(), plan({ batch: 3 }))
  expect(made).toBe(0)
  expect(failures).toEqual(
    [1, 2].map(
      () =>
        'the plan, the data or the parts of this worker are not those that the lines were asked of.',
    ),
  )
  expect(own.calls).toEqual([])
}, 60_000)

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

test.skipIf(!hasRedis)(
  `makes them through Redis${hasRedis ? '' : ' (left out: no redis-server)'}`,
  async () => {
    const port = 20_000 + (process.pid % 10_000)
    const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir]
    const redis = spawn('redis-server', [...words, '--appendonly', 'yes'], { stdio: 'ignore' })
    onTestFinished(() => void redis.kill('SIGKILL'))
    while (!(await answers(port))) await wait(50)
    const own = setting('redis')
    const queue = await openQueue(`redis://127.0.0.1:${port}`, { name: QUEUE })
    onTestFinished(() => queue.close())
    expect(await byOthers(own, queue, plan())).toEqual({ made: 4, failures: [] })
    expect(figures(own.out)).toEqual(figures(join(dir, 'here.jsonl')))
    expect(readFileSync(own.out, 'utf8').trim().split('\n')).toHaveLength(4)
  },
  60_000,
)

/** @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}
