// @ts-check
// Damaged files: each reader answers, or refuses with an error of ours, in bounded time.
import { decodeModel, SpadError } from '@spad/core'
import { phantomClasses } from '@spad/core/phantoms'
import {
  decodePng,
  decodeTiff,
  identityGrid,
  niftiWriter,
  readScan,
  segNrrdWriter,
} from '@spad/formats'
import { createModel, loadModel, recipe, saveModel } from '@spad/models'
import { encodeLabelMap, useBackend } from '@spad/node'
import sharp from 'sharp'

/** Milliseconds that a reader may take. */
const PATIENCE = 5000

/** @param {import('./soak.mjs').Soak} soak */
export async function mutations({ random, times, check }) {
  await useBackend('cpu')
  for (const [name, { bytes, read }] of Object.entries(await readers())) {
    const rounds = times(10_000, 150)
    for (let round = 0; round < rounds; round++) {
      const broken = mutate(bytes, random.fork(name).fork(round))
      const start = performance.now()
      try {
        await read(broken)
      } catch (error) {
        if (!(error instanceof SpadError)) {
          check(false, `${name}, round ${round}: ${String(error)}`)
          continue
        }
      }
      const took = performance.now() - start
      check(took < PATIENCE, `${name}, round ${round}: it took ${took.toFixed(0)} ms`)
    }
  }
}

/** @typedef {{ bytes: Uint8Array, read: (bytes: Uint8Array<ArrayBuffer>) => unknown }} Reader */

/** @returns {Promise<Record<string, Reader>>} */
async function readers() {
  const classes = phantomClasses('chest')
  const [height, width] = [12, 10]
  const labels = { data: Uint8Array.from({ length: 120 }, (_, i) => i % 2), height, width }
  const volume = {
    data: Uint8Array.from({ length: 240 }, (_, i) => Number(i % 7 > 3)),
    grid: identityGrid(width, height, 2),
  }
  const grey = sharp(Buffer.from(labels.data), { raw: { height, width, channels: 1 } })
  const size = { height: 16, width: 16, channels: 1, classes }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  const files = await saveModel(model)
  model.denoiser.dispose()
  const [json, shard] = [
    files.find(({ name }) => name === 'model.json'),
    files.find(({ name }) => name !== 'model.json'),
  ]
  /** @param {string} changed @param {Uint8Array<ArrayBuffer>} bytes */
  const reading = (changed, bytes) => (/** @type {string} */ name) => {
    const file = files.find((one) => one.name === name)
    if (!file) throw new SpadError('soak', `there is no ${name}`)
    return Promise.resolve(name === changed ? bytes : file.data)
  }
  /** @param {string} name @returns {(bytes: Uint8Array<ArrayBuffer>) => unknown} */
  const scan = (name) => (bytes) => readScan([{ name, bytes }])
  return {
    png: { bytes: await encodeLabelMap(labels, classes), read: decodePng },
    tiff: { bytes: await grey.clone().tiff({ compression: 'lzw' }).toBuffer(), read: decodeTiff },
    nifti: { bytes: await niftiWriter.write(volume, classes), read: scan('a.nii.gz') },
    nrrd: { bytes: await segNrrdWriter.write(volume, classes), read: scan('a.seg.nrrd') },
    'model.json': {
      bytes: json?.data ?? new Uint8Array(),
      read: (bytes) => decodeModel(reading('model.json', bytes)),
    },
    weights: {
      bytes: shard?.data ?? new Uint8Array(),
      read: async (bytes) => {
        const loaded = await loadModel(reading(shard?.name ?? '', bytes))
        loaded.model.denoiser.dispose()
      },
    },
  }
}

/**
 * A file with some bytes changed, cut out, doubled, or its end missing.
 *
 * @param {Uint8Array} bytes
 * @param {import('@spad/core').Random} random
 */
function mutate(bytes, random) {
  let broken = bytes.slice()
  for (let change = 0; change <= random.integer(4); change++) {
    const at = random.integer(Math.max(1, broken.length))
    const to = Math.min(broken.length, at + 1 + random.integer(32))
    switch (random.integer(6)) {
      case 0:
        broken = broken.slice(0, at)
        break
      case 1:
        broken = Uint8Array.from([...broken.subarray(0, at), ...broken.subarray(to)])
        break
      case 2:
        broken = Uint8Array.from([...broken.subarray(0, to), ...broken.subarray(at)])
        break
      case 3:
        broken.fill([0, 255, 127, 128][random.integer(4)] ?? 0, at, to)
        break
      default:
        broken[at] = (broken[at] ?? 0) ^ (1 << random.integer(8))
    }
  }
  return broken
}
