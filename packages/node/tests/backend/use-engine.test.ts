import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { expect, it } from 'vitest'
import { backendBeside } from '../../src/backend/use-engine.js'
import { writePhantoms } from '../../src/data/demo-data.js'
import { saveModelTo, useBackend, useEngine } from '../../src/index.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'
import { fromSource } from '../from-source.js'

/** Where the peers of the benchmarks are, outside of the workspace. */
const peers = fileURLToPath(new URL('../../../../tools/bench/node_modules', import.meta.url))
const installed = existsSync(join(peers, 'onnxruntime-node'))

const model = (name: 'unet' | 'mask' = 'unet', seed = 1, side = 64) => {
  const size = { height: side, width: side, channels: 1, classes: phantomClasses('chest') }
  return createModel(recipe(name, { ...size, preset: 'tiny' }).config, { seed })
}

it('leaves a model to tfjs', async () => {
  await useBackend('wasm')
  const own = model()
  expect(await useEngine('tfjs')(own)).toBe(own)
  own.denoiser.dispose()
})

it('starts no native TensorFlow for what is left beside onnxruntime', () => {
  expect(backendBeside('onnxruntime', 'auto')).toBe('wasm')
  expect(backendBeside('onnxruntime', 'cpu')).toBe('cpu')
  expect(backendBeside('tfjs', 'auto')).toBe('auto')
})

it('says how to install what is missing', async () => {
  const dir = await temporaryFolder()
  await useBackend('wasm')
  await saveModelTo(join(dir, 'model'), model())
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 1, seed: 1, size: [64, 64] })
  const argv = ['--model', join(dir, 'model'), '--out', join(dir, 'out'), join(dir, 'data/images')]
  const result = await spad('segment', '--engine', 'onnxruntime', ...argv)
  expect(result).toMatchObject({ status: 2 })
  expect(result.err).toContain(
    'spad: `onnxruntime-node` is not installed. Run `npm install onnxruntime-node`, or let tfjs compute: ' +
      '`--engine tfjs`.\n',
  )
})

it('refuses an engine that there is not', async () => {
  const argv = ['--model', 'm', '--out', 'o', 'x.png']
  const result = await spad('segment', '--engine', 'magic', ...argv)
  expect(result.status).toBe(2)
  expect(result.err).toContain('engine')
})

it.skipIf(!installed)(
  'makes the same label maps, of one model and of several (skipped where tools/bench has no onnxruntime-node)',
  async () => {
    const dir = await temporaryFolder()
    await useBackend('wasm')
    await saveModelTo(join(dir, 'one'), model())
    await saveModelTo(join(dir, 'two'), model('unet', 2, 32)) // sees images in another way
    await saveModelTo(join(dir, 'mask'), model('mask'))
    await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 2, seed: 1, size: [64, 64] })
    const images = join(dir, 'data/images')
    for (const chosen of [['one'], ['one', 'two']]) {
      const models = chosen.flatMap((name) => ['--model', join(dir, name)])
      const common = ['segment', ...models, '--ensemble', '2', images]
      const [own, other] = [join(dir, `own-${chosen.length}`), join(dir, `other-${chosen.length}`)]
      expect(await spad(...common, '--backend', 'wasm', '--out', own)).toMatchObject({ status: 0 })
      expect(byOnnxruntime(...common, '--out', other)).toMatchObject({ status: 0, stdout: '' })
      const names = (await readdir(own)).filter((name) => name.endsWith('_labels.png'))
      expect(names).toHaveLength(2)
      for (const name of names)
        expect(await readFile(join(other, name))).toEqual(await readFile(join(own, name)))
    }
    const iterating = byOnnxruntime('segment', '--model', join(dir, 'mask'), '--out', dir, images)
    expect(iterating.status).toBe(2)
    expect(iterating.stderr).toContain('onnxruntime-node answers in one pass')
  },
  120_000,
)

/** `spad` in a process that finds the peers. */
function byOnnxruntime(...argv: string[]) {
  const script = fileURLToPath(new URL('../cli/spad.ts', import.meta.url))
  return spawnSync(
    process.execPath,
    [...fromSource, script, ...argv, '--engine', 'onnxruntime', '--threads', '1'],
    { encoding: 'utf8', env: { ...process.env, NODE_PATH: peers } },
  )
}
