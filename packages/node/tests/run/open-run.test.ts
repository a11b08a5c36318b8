import '@tensorflow/tfjs-backend-cpu'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createModel, shippedModels } from '@spad/models'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadModelFrom, saveModelTo } from '../../src/run/model-files.js'
import { openRun } from '../../src/run/open-run.js'
import { RUN_MARK } from '../../src/run/run-folder.js'
import { temporaryFolder } from '../cli/run-spad.js'

beforeAll(async () => {
  await setBackend('cpu')
})

const make = (seed: number) =>
  createModel(
    {
      denoiser: { type: 'unet', widths: [4, 8], blocks: [0, 1] },
      preprocessing: { height: 16, width: 16, channels: 1, normalization: 'per-image' },
      classes: [
        { name: 'background', value: 0, color: [0, 0, 0] },
        { name: 'lesion', value: 1, color: [255, 0, 0] },
      ],
    },
    { seed },
  )

describe('saveModelTo and loadModelFrom', () => {
  it('bring back the weights and what is known of them', async () => {
    const tensors = memory().numTensors
    const dir = join(await temporaryFolder(), 'a', 'model')
    const model = make(1)
    await saveModelTo(dir, model, { seed: 1 })
    const loaded = await loadModelFrom(dir)
    expect(loaded.metadata).toMatchObject({ seed: 1 })
    expect(loaded.model.classes).toEqual(model.classes)
    const [before, after] = [model, loaded.model].map(({ denoiser }) =>
      Object.values(denoiser.variables).map((variable) => [...variable.dataSync()]),
    )
    expect(after).toEqual(before)
    model.denoiser.dispose()
    loaded.model.denoiser.dispose()
    expect(memory().numTensors).toBe(tensors)
  })

  it('replace a model, but no other files', async () => {
    const dir = join(await temporaryFolder(), 'model')
    const model = make(1)
    await saveModelTo(dir, model)
    await saveModelTo(dir, model, { seed: 2 })
    await writeFile(join(dir, 'notes.txt'), 'mine')
    await expect(saveModelTo(dir, model)).rejects.toThrow(
      'notes.txt` is no file of a run or a model: it would be deleted.',
    )
    expect(await readdir(dir)).toContain('notes.txt')
    model.denoiser.dispose()
  })

  it('take the name of a model that comes with spad, unless something of that name is there', async () => {
    const { model, metadata } = await loadModelFrom('oct-fluid')
    expect(metadata).toHaveProperty('card.name', 'oct-fluid')
    expect(model.classes.map(({ name }) => name)).toEqual(['background', 'fluid'])
    model.denoiser.dispose()
    const there = process.cwd()
    process.chdir(await temporaryFolder())
    await mkdir('oct-fluid')
    await expect(loadModelFrom('oct-fluid')).rejects.toThrow('`oct-fluid` holds no model.json')
    process.chdir(there)
  })

  it('say what is wrong with a place', async () => {
    const dir = await temporaryFolder()
    await writeFile(join(dir, 'file'), '')
    await expect(loadModelFrom('/nowhere')).rejects.toThrow(
      "`/nowhere` does not exist: a model is a run, a model's folder or a model that comes " +
        `with spad: ${Object.keys(shippedModels).join(', ')}.`,
    )
    await expect(loadModelFrom(join(dir, 'file'))).rejects.toThrow('is a file: a model is a run')
    await expect(loadModelFrom(dir)).rejects.toThrow('holds no model.json: it is neither a run nor')
    await writeFile(join(dir, 'config.yaml'), RUN_MARK)
    await expect(loadModelFrom(dir)).rejects.toThrow(
      'has no model yet: the first one is saved after',
    )
  })
})

describe('openRun', () => {
  it('reads options and metrics, and knows when there is nothing else yet', async () => {
    const dir = await temporaryFolder()
    await writeFile(join(dir, 'config.yaml'), `${RUN_MARK}\nsteps: 3\n`)
    const record = { step: 1, loss: 2, learningRate: 0.001, intensity: { scd: 1 } }
    await writeFile(join(dir, 'metrics.jsonl'), `${JSON.stringify(record)}\n`)
    const run = await openRun(dir)
    expect(run.config).toEqual({ steps: 3 })
    expect(await run.metrics()).toEqual([record])
    expect(await run.checkpoint()).toBeUndefined()
    await expect(run.model()).rejects.toThrow('has no model yet')
  })

  it('refuses a folder without a run', async () => {
    const dir = await temporaryFolder()
    await mkdir(join(dir, 'model'))
    await expect(openRun(dir)).rejects.toThrow('holds no run of spad: `openRun` takes the `--out`')
  })
})
