// @ts-check
import { copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDataset, openRun, readImage } from '@spad/node'
import sharp from 'sharp'
import { fromCoco } from '../../packages/node/src/convert/from-coco.js'
import { fromCsv } from '../../packages/node/src/convert/from-csv.js'
import { fromNnunet } from '../../packages/node/src/convert/from-nnunet.js'
import { readManifest, writeManifest } from '../../packages/node/src/jobs/manifest.js'
import { readConfigFile } from '../../packages/node/src/config/config-file.js'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'
import { trainingOf } from './training.mjs'

/** @typedef {import('./mutations.mjs').Reader} Reader */

/** Readers of files in folders: each round writes the broken file there. @param {string} dir @returns {Promise<Record<string, Reader>>} */
export async function fileReaders(dir) {
  const data = join(dir, 'data')
  await writeData(data, 4)
  return {
    ...(await pictures(dir, data)),
    ...(await descriptions(dir, data)),
    ...(await ofRun(dir, data)),
    manifest: await manifest(dir),
  }
}

/** @param {string} file @param {() => unknown} read @returns {Promise<Reader>} */
async function over(file, read) {
  return {
    bytes: new Uint8Array(await readFile(file)),
    read: async (bytes) => {
      await writeFile(file, bytes)
      await read()
    },
  }
}

/** @param {string} dir @param {string} data @returns {Promise<Record<string, Reader>>} */
async function pictures(dir, data) {
  const [first] = (await openDataset(data)).files
  const grey = sharp(first?.image)
  /** @type {Record<string, Reader>} */
  const readers = {}
  const forms = {
    jpeg: grey.clone().jpeg(),
    'jpeg progressive': grey.clone().jpeg({ progressive: true }),
    'tiff file': grey.clone().tiff({ compression: 'lzw' }),
    'png file': grey.clone().png(),
  }
  for (const [name, form] of Object.entries(forms)) {
    const file = join(dir, `a.${name.split(' ')[0]}`)
    await writeFile(file, await form.toBuffer())
    readers[name] = await over(file, () => readImage(file))
  }
  return readers
}

/** @param {string} dir @param {string} data @returns {Promise<Record<string, Reader>>} */
async function descriptions(dir, data) {
  const own = join(dir, 'described')
  await cp(data, own, { recursive: true })
  const { files, classes } = await openDataset(data)
  const [one, two] = files
  if (!one || !two) throw new Error('there are no cases')
  const labels = Object.fromEntries(classes.map(({ name, value }) => [name, value]))
  const colors = Object.fromEntries(classes.map(({ name, color }) => [name, color]))
  const about = join(own, 'dataset.json')
  const names = files.map(({ name }) => name)
  const splits = { train: names.filter((name) => name !== two.name), val: [two.name] }
  const spacing = [0.5, 0.5]
  await writeFile(
    about,
    JSON.stringify({ name: 'a', labels, colors, splits, groupPattern: '^(.+)-', spacing }),
  )
  const read = async () => await (await openDataset(own)).read(0)
  return {
    'dataset.json': await over(about, read),
    mask: await over(
      join(data, 'masks', `${one.name}.png`),
      async () => await (await openDataset(data)).read(0),
    ),
    raters: await raters(dir, data),
    ...(await foreign(dir, one, labels)),
  }
}

/** @param {string} dir @param {string} data */
async function raters(dir, data) {
  const own = join(dir, 'rated')
  await cp(data, own, { recursive: true })
  const { files, classes } = await openDataset(own)
  const labels = Object.fromEntries(classes.map(({ name, value }) => [name, value]))
  await writeFile(
    join(own, 'dataset.json'),
    JSON.stringify({
      labels,
      colors: Object.fromEntries(classes.map(({ name, color }) => [name, color])),
    }),
  )
  for (const reader of ['a', 'b'])
    for (const { mask, name } of files) {
      await mkdir(join(own, 'raters', reader), { recursive: true })
      await copyFile(mask, join(own, 'raters', reader, `${name}.png`))
    }
  const broken = join(own, 'raters', 'b', `${files[0]?.name}.png`)
  return await over(broken, async () => await (await openDataset(own)).read(0))
}

/** @param {string} dir @param {import('@spad/node').CaseFiles} one @param {Record<string, number>} labels @returns {Promise<Record<string, Reader>>} */
async function foreign(dir, one, labels) {
  const place = join(dir, 'foreign')
  for (const folder of ['imagesTr', 'labelsTr', 'images'])
    await mkdir(join(place, folder), { recursive: true })
  await copyFile(one.image, join(place, 'imagesTr', 'c_0000.png'))
  await copyFile(one.image, join(place, 'images', 'c.png'))
  await copyFile(one.mask, join(place, 'labelsTr', 'c.png'))
  const nnunet = join(place, 'dataset.json')
  await writeFile(
    nnunet,
    JSON.stringify({ channel_names: { 0: 'X' }, labels, file_ending: '.png', numTraining: 1 }),
  )
  const csv = join(place, 'a.csv')
  await writeFile(csv, 'image,mask,group,split\nimages/c.png,labelsTr/c.png,"p,1",train\n')
  const coco = join(place, 'a.json')
  const image = { id: 1, file_name: 'c.png', height: 24, width: 24 }
  const [polygon, runs] = [[[2, 2, 9, 2, 9, 9]], { counts: [100, 20, 456], size: [24, 24] }]
  const annotations = [polygon, runs].map((segmentation) => ({
    image_id: 1,
    category_id: 3,
    segmentation,
  }))
  await writeFile(
    coco,
    JSON.stringify({ images: [image], categories: [{ id: 3, name: 'x' }], annotations }),
  )
  return {
    'nnU-Net': await over(nnunet, () => piecesOf(fromNnunet(place))),
    csv: await over(csv, () => piecesOf(fromCsv(csv))),
    coco: await over(coco, () => piecesOf(fromCoco(coco))),
  }
}

/** @param {Promise<import('../../packages/node/src/convert/raw-case.js').RawSet>} set */
async function piecesOf(set) {
  for (const { pieces } of (await set).cases)
    for await (const piece of pieces({ allow: [] })) void piece
}

/** @param {string} dir @param {string} data @returns {Promise<Record<string, Reader>>} */
async function ofRun(dir, data) {
  const run = join(dir, 'run')
  const { status, text } = await startSpad(...trainingOf(data, run, 4)).ended
  if (status !== 0)
    throw new Error(`the training of the readers' run ended with ${status}: ${text}`)
  const opened = await openRun(run)
  const checkpoint = join(run, 'checkpoint')
  const shard = 'checkpoint-step4-shard1of1.bin'
  return {
    'checkpoint.json': await over(join(checkpoint, 'checkpoint.json'), () => opened.checkpoint()),
    'checkpoint weights': await over(join(checkpoint, shard), () => opened.checkpoint()),
    'metrics.jsonl': await over(join(run, 'metrics.jsonl'), () => opened.metrics()),
    'config.yaml': await over(join(run, 'config.yaml'), () =>
      readConfigFile(join(run, 'config.yaml')),
    ),
  }
}

/** @param {string} dir */
async function manifest(dir) {
  const file = join(dir, 'manifest.json')
  const options = { steps: 1, ensemble: 1, seed: 0, postprocess: true }
  const chunks = [[{ file: 'a.png', name: 'a' }]]
  await writeManifest(file, {
    version: 1,
    work: 'segment',
    models: ['m'],
    options,
    outputs: ['labels'],
    making: 'x',
    out: 'o',
    again: false,
    chunks,
    scans: [],
    look: { allow: [] },
  })
  return await over(file, () => readManifest(file))
}
