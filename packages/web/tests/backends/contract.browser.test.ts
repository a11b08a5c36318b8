import type { Backend } from '@spad/core'
import { testBackend } from '@spad/core/testing'
import { version_core } from '@tensorflow/tfjs-core'
import { test } from 'vitest'
import { useBackend } from '../../src/index.js'
import { wasmPaths } from '../wasm-paths.js'

/** A backend of this package as the contract wants it, with all of its kernels and gradients. */
const whole = (name: string): Backend => ({
  name,
  start: async () => {
    const { tfjs, device } = await useBackend(name, { wasmPaths, registerGradients: true })
    return { tfjs, device, version: version_core }
  },
})

for (const name of ['webgpu', 'webgl', 'wasm', 'cpu']) testBackend(test, name, () => whole(name))
