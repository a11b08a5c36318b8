import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkDataset, openDataset } from '../../src/index.js'
import { cases, colour, grey, makeFolder } from './pictures.js'

const labels = JSON.stringify({ labels: { background: 0, lesion: 255 } })

test('finds nothing wrong with a good folder', async () => {
  const data = await openDataset(await makeFolder(await cases(4)))
  await checkDataset(data)
  await checkDataset(data, { pixels: false })
})

test('reports the first dozen and counts the others', async () => {
  const files = await cases(15)
  for (const name of 'abcdefghijklmn') files[`masks/${name}.png`] = await grey(() => 3)
  const dir = await makeFolder({ ...files, 'dataset.json': labels })
  const data = await openDataset(dir)
  const error = await checkDataset(data).then(
    () => '',
    (thrown: unknown) => (thrown as Error).message,
  )
  expect(error).toContain(`[@spad/node] \`${dir}\` has 14 problems:\n  - \``)
  expect(error.match(/holds the value 3/g)).toHaveLength(12)
  expect(error).toMatch(/\n {2}… and 2 more$/)
  await checkDataset(data, { pixels: false })
})

test('reports a single problem as it is', async () => {
  const files = await cases(3)
  const whole = await grey((i) => (i * 7919) % 251, { width: 64, height: 64 })
  files['images/b.png'] = whole.subarray(0, whole.length / 2)
  files['masks/b.png'] = await grey(() => 0, { width: 64, height: 64 })
  const dir = await makeFolder(files)
  await expect(checkDataset(await openDataset(dir))).rejects.toThrow(
    `[@spad/node] \`${join(dir, 'images/b.png')}\` cannot be decoded`,
  )
})

test('finds sizes and channels that differ by the headers alone', async () => {
  const files = await cases(3)
  files['masks/a.png'] = await grey((i) => i % 2, { width: 20 })
  const dir = await makeFolder({ ...files, 'dataset.json': labels })
  await expect(checkDataset(await openDataset(dir), { pixels: false })).rejects.toThrow(
    `\`${join(dir, 'images/a.png')}\` has 16 × 12 pixels`,
  )
})

test('finds colour in a set that is opened as grey', async () => {
  const files = await cases(3)
  files['images/b.png'] = await colour((i) => i % 256)
  const data = await openDataset(await makeFolder(files), { channels: 1 })
  await expect(checkDataset(data)).rejects.toThrow('is in colour: grey is expected here.')
})
