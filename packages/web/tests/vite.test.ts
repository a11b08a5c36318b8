import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fewKernels } from '../src/backends/few-kernels.js'
import { spadWeb } from '../src/vite.js'
import keepThreads from '../src/webpack-loader.js'

test.each(['webgl', 'webgpu'] as const)(
  'the kernels of %s that are loaded are made ready',
  async (name) => {
    const file = new URL(`../src/backends/${name}-kernels.ts`, import.meta.url)
    const loaded = (await readFile(file, 'utf8')).matchAll(/dist\/kernels\/(\w+)\.js/g)
    expect(Array.from(loaded, ([, kernel]) => kernel)).toEqual(fewKernels[name])
  },
)

test('no thread looks for a variable that a minifier renames', async () => {
  const { pathname } = new URL(
    '../../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js',
    import.meta.url,
  )
  const code = await readFile(pathname, 'utf8')
  expect(code).toContain('typeof _scriptDir !== "undefined"')
  expect(keepThreads(code)).not.toContain('typeof _scriptDir !== "undefined"')
  // Next.js has a stand-in for it, which is such a variable
  expect(keepThreads(code)).not.toMatch(/(?<![\w$.])process(?![\w$])/)
  const [, threads] = spadWeb()
  expect(threads).toMatchObject({ apply: 'build' })
})
