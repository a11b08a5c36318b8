// @ts-check
// The demo application, on this machine alone: `npm run web [-- --model DIR] [--port 5173] [--backend wasm] [--dev]`.
//
//   --model    a run of `spad train` or a model's folder, offered beside the phantoms' models
//   --port     where to serve it
//   --backend  what trains the phantoms' models, the first time: auto, cuda, native, webgpu, wasm or cpu
//   --dev      serves the sources, and reloads the page when they change
import process from 'node:process'
import { parseArgs } from 'node:util'
import { build, createServer, mergeConfig, preview } from 'vite'
import { appConfig } from '../../packages/web/app/app-config.mjs'
import { ensureModels } from './models.mjs'

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    port: { type: 'string', default: '5173' },
    backend: { type: 'string', default: 'auto' },
    dev: { type: 'boolean', default: false },
  },
})
const listen = { host: '127.0.0.1', port: Number(values.port) }

try {
  await ensureModels({ backend: /** @type {'auto'} */ (values.backend), mine: values.model })
  if (values.dev) {
    const server = await createServer(mergeConfig(appConfig(), { server: listen }))
    await server.listen()
    server.printUrls()
  } else {
    await build(mergeConfig(appConfig(), { logLevel: 'warn' }))
    const server = await preview(mergeConfig(appConfig(), { preview: listen }))
    server.printUrls()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
