import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parts } from '@spad/models'
import { expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { loadParts, own } from '../../src/config/load-parts.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'

async function moduleOf(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'mine.mjs')
  await writeFile(file, text)
  return file
}

const HALVES = `export const progressSchedules = {
  halves: ({ until }) => (progress) => ({ scd: progress < until ? 1 : 0, bcd: 0 }),
}`

it('is the parts of this project without a module', async () => {
  expect(await loadParts()).toBe(own)
  expect(own).toMatchObject(parts)
})

it('adds those of a module', async () => {
  const { progressSchedules, noises } = await loadParts(await moduleOf(HALVES))
  expect(Object.keys(progressSchedules)).toEqual([
    ...Object.keys(parts.progressSchedules),
    'halves',
  ])
  expect(noises).toBe(parts.noises)
  expect(progressSchedules.halves?.({ type: 'halves', until: 0.5 })(0.2)).toMatchObject({ scd: 1 })
})

it('refuses what is no module of parts', async () => {
  await expect(loadParts('/nowhere.mjs')).rejects.toThrow(
    '[@spad/node] `parts` is /nowhere.mjs: it cannot be imported (',
  )
  const empty = await moduleOf('export const noise = {}')
  await expect(loadParts(empty)).rejects.toThrow(
    `\`parts\` is ${empty}: it must export \`parts\`, or at least one of ${Object.keys(own).join(', ')}.`,
  )
  const wrong = await moduleOf('export const noises = { mine: 3 }')
  await expect(loadParts(wrong)).rejects.toThrow(
    `\`noises\` of ${wrong} is no table of parts: it must be an object from a \`type\` to a function`,
  )
})

it('lets `spad train` compute gradients in a way of the user, which threads do not know', async () => {
  const dir = await temporaryFolder()
  const data = join(dir, 'data')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  const file = fileURLToPath(new URL('still-parts.mjs', import.meta.url))
  const given = ['train', '--data', data, '--parts', file, '--preset', 'tiny', '--size', '16']
  const rest = ['--steps', '2', '--batch', '2', '--backend', 'wasm', '--set', 'report=false']
  const set = (type: string): string[] => [...given, ...rest, '--set', `gradients={type: ${type}}`]
  const { err, status } = await spad(...set('still'), '--out', join(dir, 'run'))
  expect(err).toContain('training: 2/2, loss 7.000')
  expect(status).toBe(0)
  const threads = await spad(...set('still'), '--out', join(dir, 'two'), '--workers', '2')
  expect(threads.err).toContain('`workers` is 2 and `gradients` is still: threads know one way')
  const unknown = await spad(...set('nobody'), '--out', join(dir, 'three'))
  expect(unknown.err).toContain(
    '`type` is "nobody": no way to gradients has that name (known: still)',
  )
  expect([threads.status, unknown.status]).toEqual([2, 2])
})

it('lets `spad train` use a schedule of the user, and go on with it', async () => {
  const dir = await temporaryFolder()
  const data = join(dir, 'data')
  const out = join(dir, 'run')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  const mine = await moduleOf(HALVES)
  const given = ['--data', data, '--out', out, '--parts', mine]
  const rest = ['--preset', 'tiny', '--size', '16', '--steps', '2', '--batch', '2']
  const own = ['--set', 'schedule={type: halves, until: 0.5}', '--backend', 'wasm']
  expect(await spad('train', ...given, ...rest, ...own)).toMatchObject({ status: 0 })
  expect(await spad('train', '--out', out, '--resume')).toMatchObject({ status: 2 })
  expect(await spad('train', '--out', out, '--resume', '--parts', mine)).toMatchObject({
    status: 0,
  })
  const scores = await spad('evaluate', '--model', out, '--data', data, '--backend', 'wasm')
  expect(scores).toMatchObject({ status: 0 })
})

it('lets `spad info` and `spad preview` know parts of the user', async () => {
  const dir = await temporaryFolder()
  const data = join(dir, 'data')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  const mine = await moduleOf(
    `${HALVES}
import { parts } from ${JSON.stringify(import.meta.resolve('@spad/models'))}
export const denoisers = { mine: ({ type, ...config }, random) => {
  const denoiser = parts.denoisers.unet({ type: 'unet', ...config }, random)
  return { ...denoiser, config: { ...denoiser.config, type: 'mine' } }
} }`,
  )
  const preview = ['preview', '--data', data, '--case', 'chest-000', '--out', join(dir, 'p.png')]
  const halves = ['--set', 'schedule={type: halves, until: 0.5}']
  expect((await spad(...preview, ...halves)).err).toContain('no progress schedule has that name')
  expect(await spad(...preview, ...halves, '--parts', mine)).toMatchObject({ status: 0 })
  const run = join(dir, 'run')
  const train = [
    'train',
    '--data',
    data,
    '--out',
    run,
    '--size',
    '16',
    '--steps',
    '1',
    '--batch',
    '2',
  ]
  const denoiser = [
    '--set',
    'denoiser={type: mine, widths: [4, 8], blocks: [0, 0]}',
    '--parts',
    mine,
  ]
  const rest = ['--backend', 'wasm', '--set', 'report=false']
  expect(await spad(...train, ...denoiser, ...rest)).toMatchObject({ status: 0 })
  const refused = await spad('info', '--model', run)
  expect(refused.status).toBe(2)
  expect(refused.err).toContain('made of parts of your own, give their module by `--parts FILE`.')
  const { status, out } = await spad('info', '--model', run, '--parts', mine)
  expect(out).toContain('parameters: ')
  expect(status).toBe(0)
})
