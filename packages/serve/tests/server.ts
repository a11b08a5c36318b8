import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createRandom, type Raster } from '@spad/core'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, type ModelMetadata, recipe } from '@spad/models'
import { encodePng, saveModelTo, useBackend } from '@spad/node'
import { serve, type ServeOptions, type Server } from '../src/index.js'

/** Node's flags to run this project's sources in a child process. */
export const fromSource = [
  '--conditions=@spad/source',
  `--import=${new URL('../../../tools/from-source.mjs', import.meta.url).href}`,
]

/** A folder that goes when the tests are over. */
export async function temporaryFolder(keepFor = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'spad-serve-'))
  keepFor(async () => {
    await rm(dir, { recursive: true, force: true })
  })
  return dir
}

/** A small untrained model in a folder. */
export async function savedModel(
  dir: string,
  channels = 1,
  metadata: ModelMetadata = {},
): Promise<string> {
  await useBackend('wasm')
  const size = { height: 32, width: 48, channels, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 3 })
  const place = join(dir, 'chest')
  await saveModelTo(place, model, metadata)
  model.denoiser.dispose()
  return place
}

/** A server on wasm from source, on a port of its own. */
export async function startServer(
  options: Partial<ServeOptions> & Pick<ServeOptions, 'models'>,
): Promise<Server> {
  return await serve({ port: 0, children: 1, backend: 'wasm', execArgv: fromSource, ...options })
}

/** Noise in 8 bits, so that a PNG of it is it. */
export function randomImage(seed: number, width = 60, height = 40, channels = 1): Raster {
  const random = createRandom(seed)
  const data = Float32Array.from(
    { length: width * height * channels },
    () => Math.floor(random.uniform() * 256) / 255,
  )
  return { data, width, height, channels }
}

/** A picture as a request's body. */
export async function pngOf(image: Raster): Promise<Blob> {
  return new Blob([(await encodePng(image)) as Uint8Array<ArrayBuffer>])
}
