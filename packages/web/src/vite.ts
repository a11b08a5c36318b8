import { fewKernels } from './backends/few-kernels.js'
import { keepThreads } from './backends/keep-threads.js'

/** What Vite takes as a plugin. */
export interface VitePlugin {
  name: string
  apply?: 'build'
  config?: () => {
    worker: { format: 'es'; plugins: () => VitePlugin[] }
    optimizeDeps: { exclude: string[]; include: string[] }
  }
  transform?: (code: string, id: string) => string | undefined
}

const tfjs = '@tensorflow/tfjs'

/**
 * The plugins that Vite needs for a page with `@spad/web`: `plugins: [spadWeb()]`.
 *
 * What is loaded later stays out of the worker's file, the worker is found while developing, and a
 * build's wasm threads start.
 */
export function spadWeb(): VitePlugin[] {
  const threads: VitePlugin = {
    name: 'spad-web:keep-threads',
    apply: 'build',
    transform: (code, id) =>
      id.includes('tfjs-backend-wasm-threaded-simd') ? keepThreads(code) : undefined,
  }
  const settings: VitePlugin = {
    name: 'spad-web:settings',
    config: () => ({
      worker: { format: 'es', plugins: () => [threads] },
      // moved into Vite's cache, a script would no more lie beside its worker and its .wasm file;
      // and what such a script imports is only made ready if it is named
      optimizeDeps: {
        exclude: ['core', 'formats', 'models', 'noise', 'scheduler', 'web'].map(
          (name) => `@spad/${name}`,
        ),
        include: [
          `${tfjs}-core`,
          `${tfjs}-core/dist/register_all_gradients.js`,
          `${tfjs}-backend-cpu`,
          `${tfjs}-backend-wasm`,
          `${tfjs}-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js`,
          ...graphics('webgl'),
          ...graphics('webgpu'),
        ],
      },
    }),
  }
  return [settings, threads]
}

function graphics(name: keyof typeof fewKernels): string[] {
  const backend = `${tfjs}-backend-${name}`
  return [
    backend,
    `${backend}/dist/base.js`,
    ...fewKernels[name].map((kernel) => `${backend}/dist/kernels/${kernel}.js`),
  ]
}
