// @ts-check
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { promisify } from 'node:util'
import { build, defaultClientConditions, mergeConfig, preview } from 'vite'
import { chromiumFlags, cure, findChromium } from '../../../../vitest.shared.js'
import cornerstone from '../../examples/cornerstone/vite.config.js'
import niivue from '../../examples/niivue/vite.config.js'
import vite from '../../examples/vite/vite.config.js'
import { appConfig } from '../app-config.mjs'
import segPage from './seg-page/vite.config.js'
import { serveFolders } from './serve-folders.mjs'

/**
 * Builds and serves the application and the examples, with models that are trained for some seconds.
 *
 * @param {import('vitest/node').TestProject} project
 */
export async function setup(project) {
  const executablePath = findChromium()
  project.provide('cure', cure)
  project.provide('chromium', executablePath && { executablePath, args: chromiumFlags })
  if (!executablePath) {
    process.stderr.write(`web-app: no Chromium was found, its tests are left out: ${cure}\n`)
    return undefined
  }

  const folder = await mkdtemp(join(tmpdir(), 'spad-web-app-'))
  const models = join(folder, 'models')
  await train(models)
  await cp(join(models, 'chest-spad'), join(folder, 'public/models/lungs'), { recursive: true })
  const sites = {
    site: await built(appConfig({ models, outDir: join(folder, 'app') })),
    vite: await built(example(vite, folder, 'vite')),
    niivue: await built(example(niivue, folder, 'niivue')),
    cornerstone: await built(example(cornerstone, folder, 'cornerstone')),
    segPage: await built(example(segPage, folder, 'seg-page')),
    noBundler: await serveFolders({
      '/spad/': 'packages/web/dist/standalone/',
      '/models/': join(folder, 'public/models/'),
      '/': 'packages/web/examples/no-bundler/',
    }),
  }
  for (const [name, { address }] of Object.entries(sites))
    project.provide(/** @type {'site'} */ (name), address)
  project.provide('models', models)
  return async () => {
    await Promise.all(Object.values(sites).map(({ close }) => close()))
    await rm(folder, { recursive: true, force: true })
  }
}

// a program of its own, since a package does not import the tools
const root = fileURLToPath(new URL('../../../../', import.meta.url))
const trainer = ['--import', 'tsx', '--conditions=@spad/source', 'tools/web/train.mjs']

/** @param {string} folder */
async function train(folder) {
  const options = ['--steps', '30', '--backend', 'wasm']
  await promisify(execFile)(process.execPath, [...trainer, folder, ...options], { cwd: root })
}

/** @param {import('vite').InlineConfig} config @param {string} folder @param {string} name */
function example(config, folder, name) {
  return mergeConfig(config, {
    configFile: false,
    publicDir: join(folder, 'public'),
    resolve: { conditions: ['@spad/source', ...defaultClientConditions] },
    build: { outDir: join(folder, name), emptyOutDir: true, chunkSizeWarningLimit: 9000 },
  })
}

/** @param {import('vite').InlineConfig} config */
async function built(config) {
  await build(mergeConfig(config, { logLevel: 'error' }))
  const server = await preview(mergeConfig(config, { preview: { host: '127.0.0.1', port: 0 } }))
  return { address: server.resolvedUrls?.local[0] ?? '', close: () => server.close() }
}
