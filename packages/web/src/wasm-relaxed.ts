import { type Backend, fail } from '@spad/core'
import { type BackendOptions, useBackend } from './backends/use-backend.js'

/**
 * wasm with kernels of relaxed SIMD, as one of the page's own `backends`: a tenth faster, and its last bits
 * depend on the visitor's processor. It does not start in a browser without relaxed SIMD, and `auto` then
 * goes on to the next.
 */
export function wasmRelaxed(options: Pick<BackendOptions, 'wasmPaths'> = {}): Backend {
  const name = 'wasm-relaxed'
  return {
    name,
    async start() {
      const { device, tfjs } = await useBackend('wasm', options)
      // which brings tfjs' own wasm along
      const { fetchRelaxedKernels } = await import('@spad/core/wasm-relaxed-kernels')
      if (!(await fetchRelaxedKernels()))
        fail(
          'web',
          `\`${name}\` finds no relaxed SIMD in this browser: use the backend \`wasm\` there.`,
        )
      return { tfjs, version: 'with relaxed SIMD', device: `${device}, relaxed SIMD` }
    },
  }
}
