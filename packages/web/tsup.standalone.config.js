// @ts-check
import { copyFileSync, readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'tsup'

const out = 'dist/standalone'
const wasm = new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)

/**
 * tfjs starts its threads from the text of a function, in which `_scriptDir` stands for a variable outside
 * of it; under the short name that a minifier gives, no thread finds it.
 *
 * @type {import('esbuild').Plugin}
 */
const keepThreads = {
  name: 'keep-threads',
  setup: (build) => {
    build.onLoad({ filter: /tfjs-backend-wasm-threaded-simd\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'typeof _scriptDir !== "undefined" && _scriptDir',
        'false',
      ),
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
  esbuildPlugins: [keepThreads],
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
