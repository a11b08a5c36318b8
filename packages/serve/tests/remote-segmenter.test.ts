import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { segment } from '@spad/core'
import { testSegmenter } from '@spad/core/testing'
import { loadModelFrom } from '@spad/node'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { remoteSegmenter } from '../src/client.js'
import { serve, type Server } from '../src/index.js'
import { randomImage, savedModel, startServer, temporaryFolder } from './server.js'

const KEY = 'a-key-of-the-hospital'
let place: string
let server: Server
let guarded: Server

beforeAll(async () => {
  const dir = await temporaryFolder(afterAll)
  place = await savedModel(dir)
  const keyFile = join(dir, 'keys')
  await writeFile(keyFile, `${KEY}\n`)
  ;[server, guarded] = await Promise.all([
    startServer({ models: [place] }),
    startServer({ models: [place], keyFile }),
  ])
}, 120_000)
afterAll(async () => {
  await Promise.all([server.close(), guarded.close()])
})

describe('a segmenter at a server', () => {
  testSegmenter(test, 'remote', () => remoteSegmenter(server.url, { model: 'chest' }))

  it('answers as the model does here, to the bit', async () => {
    const { model } = await loadModelFrom(place)
    const image = randomImage(5, 50, 35)
    const remote = await remoteSegmenter(`${server.url}/`, { model: 'chest' })
    expect(await remote.segment(image)).toEqual(await segment(model, image))
    expect(remote.metadata).toEqual({
      classes: model.classes,
      preprocessing: model.preprocessing,
      refines: false,
    })
    model.denoiser.dispose()
  })

  it('says what it needs to be told', async () => {
    const refused = [
      [[], '`url` is missing: it must be the address of a server, such as http://127.0.0.1:8080.'],
      [[server.url], '`model` is missing: it must be the name of a model there'],
      [[server.url, { model: 5 }], '`model` is 5: it must be the name of a model there'],
      [[server.url, null], '`model` is missing: it must be the name of a model there'],
      [['somewhere', { model: 'chest' }], '`somewhere` cannot be reached: is a server there?'],
    ] as const
    const ask = remoteSegmenter as (...given: readonly unknown[]) => Promise<unknown>
    for (const [given, words] of refused) await expect(ask(...given)).rejects.toThrow(words)
    const start = serve as (...given: readonly unknown[]) => Promise<unknown>
    for (const [given, shown] of [
      [[], 'missing'],
      [[{}], 'missing'],
      [[{ models: 'runs/first' }], '"runs/first"'],
      [[{ models: [5] }], '[5]'],
    ] as const)
      await expect(start(...given)).rejects.toThrow(
        `\`models\` is ${shown}: it must be a list of runs, folders or names of models`,
      )
  })

  it('says what is the server’s to say', async () => {
    const remote = await remoteSegmenter(server.url, { model: 'chest' })
    await expect(remote.segment(randomImage(1), { ensemble: 4 })).rejects.toThrow(
      '[@spad/serve] `ensemble` is given: the server answers as its model says. Leave it out.',
    )
  })

  it('ends a request that is under way with the reason of a signal', async () => {
    const remote = await remoteSegmenter(server.url, { model: 'chest' })
    const stop = new AbortController()
    const asked = remote.segment(randomImage(1, 400, 400), { signal: stop.signal })
    const reason = new Error('enough')
    stop.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })

  it('shows its key, and tells what the server says', async () => {
    const remote = await remoteSegmenter(guarded.url, { model: 'chest', key: KEY })
    expect((await remote.segment(randomImage(1))).labels.width).toBe(60)
    await expect(remoteSegmenter(guarded.url, { model: 'chest' })).rejects.toThrow(
      `[@spad/serve] \`${guarded.url}\` answers with 401: `,
    )
    await expect(remoteSegmenter(server.url, { model: 'lungs' })).rejects.toThrow(
      'answers with 404: there is no model of that name: it must be one of chest.',
    )
  })

  it('takes numbers of any type, and refuses what is no image', async () => {
    const segmenter = await remoteSegmenter(server.url, { model: 'chest' })
    const data = Uint8Array.from({ length: 32 * 32 }, (_, i) => Number(i % 3 === 0))
    const size = { height: 32, width: 32, channels: 1 }
    const floats = await segmenter.segment({ data: Float32Array.from(data), ...size })
    expect(await segmenter.segment({ data, ...size } as never)).toEqual(floats)
    for (const none of [undefined, null, 'x.png'])
      await expect(segmenter.segment(none as never)).rejects.toThrow(
        '[@spad/serve] `image` is none',
      )
  })

  it('says that nobody is there, or somebody else', async () => {
    await expect(remoteSegmenter('http://127.0.0.1:9', { model: 'chest' })).rejects.toThrow(
      '[@spad/serve] `http://127.0.0.1:9` cannot be reached: is a server there?',
    )
    const other = createServer((_, response) => response.end('{"name":"chest"}'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(remoteSegmenter(`http://127.0.0.1:${port}`, { model: 'chest' })).rejects.toThrow(
      'does not say what its model is: it is no server of spad',
    )
    other.close()
  })

  it('is small in a page, and brings no tfjs along', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('../src/client.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['@spad/source'],
    })
    const taken = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
        bytesInOutput > 0 ? file : [],
      ),
    )
    expect(taken.filter((file) => file.includes('node_modules'))).toEqual([])
    expect(outputFiles[0]!.contents.length).toBeLessThan(5000)
  })
})
