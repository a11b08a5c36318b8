// @ts-check
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { main } from '../../../packages/node/src/cli/main.js'
import { writePhantoms } from '../../study/folders.mjs'
import { keyOf } from '../../study/lines.mjs'
import { peerLine } from '../../study/peers/peer-line.mjs'

/** @type {string} */
let work
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'spad-peers-'))
  await writePhantoms(join(work, 'chest'), { kind: 'chest', count: 10, size: [24, 24], seed: 0 })
})
afterAll(() => rm(work, { recursive: true, force: true }))

const ours = /** @type {import('../../study/lines.mjs').Line} */ ({
  ...{ set: 'chest', fold: 'forward', variant: 'default', regime: 'clean', seed: 3, split: 'test' },
  ...{ steps: 600, config: 'abc', commit: null, mean: {}, classes: [], environment: {} },
  ...{ seconds: { train: 9, score: 1 }, cpu: { train: 7.5, score: 1 } },
})

/** Answers with the true masks, as a peer that makes no mistake would. @param {string[]} argv */
async function perfect(argv) {
  const option = (/** @type {string} */ name) => argv[argv.indexOf(`--${name}`) + 1] ?? ''
  const { splits } = JSON.parse(await readFile(join(option('data'), 'dataset.json'), 'utf8'))
  await mkdir(join(option('out'), 'labels'), { recursive: true })
  for (const name of splits[option('split')])
    await cp(
      join(option('data'), 'masks', `${name}.png`),
      join(option('out'), 'labels', `${name}.png`),
    )
  const { size } = JSON.parse(await readFile(option('plan'), 'utf8'))
  const said = ['network', 'recipe', 'seconds', 'seed'].map(option)
  expect(said).toEqual(['dynunet', 'adamw', '7.5', '3'])
  expect(size).toMatch(/^\d+x\d+$/)
  return JSON.stringify({ steps: 12, parameters: 5, train: 7.6, score: 2, torch: '2' })
}

/** @param {string[]} argv */
async function spad(argv) {
  const err = vi.fn()
  const terminal = { out: () => undefined, err, interactive: false, env: {} }
  expect(await main(argv, terminal), err.mock.calls.join('')).toBe(0)
}

test('a peer has our core-seconds and our pixels, and is scored by the command', async () => {
  const place = { data: join(work, 'chest'), group: (/** @type {string} */ name) => name }
  const setting = { work, commit: 'c', machine: { cores: 2 }, python: perfect, spad }
  const line = await peerLine(ours, 'dynunet+adamw', place, { ...setting, done: new Set() })
  expect(line).toMatchObject({
    ...{ set: 'chest', variant: 'monai-dynunet+adamw', seed: 3, steps: 12, parameters: 5 },
    ...{ cpu: { train: 7.6, score: 2 }, environment: { cores: 2, backend: 'pytorch 2' } },
    mean: { dice: 1, cases: 2 },
  })
  expect(line?.cases).toHaveLength(2)
  const done = new Set(line && [keyOf(line)])
  expect(await peerLine(ours, 'dynunet+adamw', place, { ...setting, done })).toBeUndefined()
  const timeless = { ...ours, cpu: { train: null, score: null } }
  await expect(
    peerLine(timeless, 'segresnet', place, { ...setting, done: new Set() }),
  ).rejects.toThrow('a line of chest does not say how long it trained.')
})
