import { expect, test } from 'vitest'
import { checkDataset, evaluateModel, openDataset, useBackend } from '../../src/index.js'
import { createModel, recipe } from '@spad/models'
import { grey, makeFolder } from './pictures.js'

const json = (value: unknown): string => JSON.stringify(value)
const labels = { background: 0, fluid: 1, drusen: 2 }

async function folder(annotated: unknown): Promise<string> {
  const files: Record<string, Uint8Array | string> = {}
  for (const name of ['a_1', 'a_2', 'b_1']) {
    files[`images/${name}.png`] = await grey((i) => i % 200)
    files[`masks/${name}.png`] = await grey((i) =>
      i % 16 < 4 ? 1 : name === 'b_1' && i % 16 > 12 ? 2 : 0,
    )
  }
  return makeFolder({ ...files, 'dataset.json': json({ labels, annotated }) })
}

test('cases tell which classes nobody looked for, by name or beginning', async () => {
  const data = await openDataset(await folder({ 'a_*': ['fluid'], b_1: ['drusen', 'fluid'] }))
  expect((await data.read(0)).unknown).toEqual([2])
  expect((await data.read(2)).unknown).toBeUndefined()
  const survey = await checkDataset(data)
  expect(survey?.notes).toContain(
    'in 2 cases not all classes were looked for (drusen): their background may be any of those',
  )
})

test('what nobody looked for scores nothing', async () => {
  await useBackend('cpu')
  const data = await openDataset(await folder({ a_1: ['fluid'], a_2: ['fluid'] }))
  const shape = { height: 8, width: 8, channels: 1, classes: data.classes, preset: 'tiny' } as const
  const model = createModel(recipe('unet', shape).config)
  const { cases } = await evaluateModel(model, data)
  model.denoiser.dispose()
  const [one, , last] = cases
  expect(one?.classes.drusen?.dice).toBeNull()
  expect(last?.classes.drusen?.dice).not.toBeNull()
})

test('refuses strange classes, strange cases, and a case that is named twice', async () => {
  await expect(openDataset(await folder({ a_1: ['fluids'] }))).rejects.toThrow(
    'names the class "fluids": there are background, fluid, drusen.',
  )
  await expect(openDataset(await folder({ c: ['fluid'] }))).rejects.toThrow('names no case')
  await expect(openDataset(await folder({ 'a_*': [], a_1: ['fluid'] }))).rejects.toThrow(
    'names the case `a_1` twice',
  )
  await expect(openDataset(await folder([]))).rejects.toThrow('`annotated`')
})

test('refuses a mask that shows what nobody looked for', async () => {
  const data = await openDataset(await folder({ 'b_*': ['fluid'] }))
  await expect(checkDataset(data)).rejects.toThrow(
    'b_1.png` shows drusen, for which nobody looked in `b_1` by `annotated` in dataset.json: add "drusen" there',
  )
})

test('refuses a reader who drew what nobody looked for', async () => {
  const files: Record<string, Uint8Array | string> = {}
  for (const name of ['a', 'b', 'c']) {
    files[`images/${name}.png`] = await grey((i) => i % 200)
    files[`masks/${name}.png`] = await grey((i) => (i % 16 < 4 ? 1 : 0))
    files[`raters/one/${name}.png`] = await grey((i) => (i % 16 < 4 ? 1 : 0))
    files[`raters/two/${name}.png`] = await grey((i) => (i % 16 < 4 ? 1 : i % 16 > 12 ? 2 : 0))
  }
  const about = json({ labels, annotated: { 'b*': ['fluid'] } })
  const data = await openDataset(await makeFolder({ ...files, 'dataset.json': about }))
  await expect(data.read(1)).rejects.toThrow(
    'what reader 2 drew shows drusen, for which nobody looked in `b`',
  )
})
