// @ts-check
import { copyFileSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'tsup'
import { keepThreads } from './src/backends/keep-threads.js'

const out = 'dist/standalone'
const wasm = new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)

/** @type {import('esbuild').Plugin} */
const threads = {
  name: 'keep-threads',
  setup: (build) => {
    build.onLoad({ filter: /tfjs-backend-wasm-threaded-simd\.js$/ }, ({ path }) => ({
      contents: keepThreads(readFileSync(path, 'utf8')),
    }))
  },
}

/** The codecs' wasm files lie beside the scripts. @type {import('esbuild').Plugin} */
const codecs = {
  name: 'codecs',
  setup: (build) => {
    build.onLoad({ filter: /dicom\/codecs\/[\w-]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /(?<=new URL\(')@cornerstonejs[^']+/g,
        (name) => `./${basename(codecFile(name))}`,
      ),
      loader: 'ts',
    }))
  },
}

const codecNames = ['openjpeg/decodewasm', 'openjph/wasm', 'libjpeg-turbo-8bit/decodewasm']
const codecFile = createRequire(new URL('../formats/package.json', import.meta.url)).resolve

// For pages without a bundler: everything in one folder, tfjs and its .wasm files too.
export default defineConfig({
  entry: ['src/index.ts', 'src/scans.ts', 'src/scan-worker.ts', 'src/worker.ts'],
  outDir: out,
  format: ['esm'],
  target: 'es2022',
  platform: 'browser',
  noExternal: [/^(?!(fs|path)$)/],
  // the codecs name them for Node
  external: ['fs', 'path'],
  minify: true,
  tsconfig: 'tsconfig.lib.json',
  esbuildPlugins: [threads, codecs],
  esbuildOptions: (options) => {
    options.conditions = ['@spad/source']
  },
  onSuccess: async () => {
    copyFileSync('../core/src/kernels.wasm', `${out}/kernels.wasm`)
    for (const name of codecNames) {
      const file = codecFile(`@cornerstonejs/codec-${name}`)
      copyFileSync(file, `${out}/${basename(file)}`)
    }
    for (const kind of ['', '-simd', '-threaded-simd']) {
      const file = `tfjs-backend-wasm${kind}.wasm`
      copyFileSync(fileURLToPath(new URL(file, wasm)), `${out}/${file}`)
    }
  },
})
