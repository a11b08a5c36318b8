// @ts-check
// The demo application, on this machine alone: `npm run web [-- --model DIR] [--port 5173] [--backend wasm] [--dev]`.
//
//   --model    a run of `spad train` or a model's folder, offered beside the phantoms' models
//   --port     where to serve it
//   --backend  what trains the phantoms' models, the first time: auto, cuda, native, webgpu, wasm or cpu
//   --dev      serves the sources, and reloads the page when they change
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { parseArgs } from 'node:util'
import { build, createServer, preview } from 'vite'
import { addModel, ensureModels } from './models.mjs'

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    port: { type: 'string', default: '5173' },
    backend: { type: 'string', default: 'auto' },
    dev: { type: 'boolean', default: false },
  },
})
const configFile = fileURLToPath(new URL('../../packages/web/app/vite.config.js', import.meta.url))
const host = '127.0.0.1'
const port = Number(values.port)

try {
  await ensureModels({ backend: /** @type {'auto'} */ (values.backend) })
  if (values.model) await addModel(values.model)
  if (values.dev) {
    const server = await createServer({ configFile, server: { host, port } })
    await server.listen()
    server.printUrls()
  } else {
    await build({ configFile, logLevel: 'warn' })
    const server = await preview({ configFile, preview: { host, port } })
    server.printUrls()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
