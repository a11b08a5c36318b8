// @ts-check
import { copyFileSync, readFileSync } from 'node:fs'
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

// For pages without a bundler: everything in one folder, tfjs and its .wasm files too.
export default defineConfig({
  entry: ['src/index.ts', 'src/worker.ts'],
  outDir: out,
  format: ['esm'],
  target: 'es2022',
  platform: 'browser',
  noExternal: [/./],
  minify: true,
  tsconfig: 'tsconfig.lib.json',
  esbuildPlugins: [threads],
  esbuildOptions: (options) => {
    options.conditions = ['@spad/source']
  },
  onSuccess: async () => {
    copyFileSync('../core/src/kernels.wasm', `${out}/kernels.wasm`)
    for (const kind of ['', '-simd', '-threaded-simd']) {
      const file = `tfjs-backend-wasm${kind}.wasm`
      copyFileSync(fileURLToPath(new URL(file, wasm)), `${out}/${file}`)
    }
  },
})
