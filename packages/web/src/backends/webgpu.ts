import type { Candidate } from './candidate.js'
import { registerMissing } from './register-missing.js'

/** WebGPU: the fastest where there is a graphics card. */
export const webgpu: Candidate = {
  name: 'webgpu',
  async inspect() {
    if (!('gpu' in navigator)) return 'this browser has no WebGPU'
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (!adapter) return 'WebGPU has no adapter here'
    const { vendor, architecture, description } = adapter.info
    const name = [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter'
    const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name)
    return { name, software }
  },
  load: async () => {
    registerMissing((await import('./webgpu-kernels.js')).kernels)
  },
  complete: async () => {
    await import('@tensorflow/tfjs-backend-webgpu')
    const { registerWebgpuGradients } = await import('@spad/core/webgpu-gradients')
    registerWebgpuGradients()
  },
  watch(backend, lose) {
    const { device } = backend as { device: GPUDevice }
    void device.lost.then(({ message }) => {
      lose(`its device was lost${message && `: ${message}`}`)
    })
    device.addEventListener('uncapturederror', ({ error }) => {
      // what is computed from then on is zeros
      if (error instanceof GPUOutOfMemoryError) lose(`it is out of memory: ${error.message}`)
    })
    return undefined
  },
}
