import type { Candidate, Device } from './candidate.js'
import { registerMissing } from './register-missing.js'
import { webgpu } from './webgpu.js'

/** WebGL: nearly everywhere; on some telephones in half precision, which the proof tells. */
export const webgl: Candidate = {
  name: 'webgl',
  async inspect(options, choosy) {
    // a browser that makes WebGPU in software has no card for WebGL either, which is slow to ask
    const gpu = choosy && (await webgpu.inspect(options, choosy))
    return typeof gpu === 'object' && gpu.software ? gpu : inspectWebGL()
  },
  load: async () => {
    registerMissing((await import('./webgl-kernels.js')).kernels)
  },
  complete: async () => {
    await import('@tensorflow/tfjs-backend-webgl')
  },
  watch(backend, lose) {
    const { gl } = (backend as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu
    const look = (): void => {
      if (gl.isContextLost()) lose('its context was lost')
    }
    gl.canvas.addEventListener('webglcontextlost', look)
    return look
  },
}

function inspectWebGL(): Device | string {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? document.createElement('canvas')
      : new OffscreenCanvas(1, 1)
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null
  if (!gl) return 'this browser has no WebGL 2'
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return { name, software: /swiftshader|llvmpipe|software|basic render/i.test(name) }
}
