import { dirname, sep } from 'node:path'
import { env, setBackend } from '@tensorflow/tfjs-core'
import { fail } from '@spad/core'
import type { StartedBackend } from './backend-starter.js'
import { describeProcessor } from './device.js'
import { importOptional, locate } from './optional-package.js'

const name = '@tensorflow/tfjs-backend-wasm'
const cure = `Run \`npm install ${name}\`.`

interface WasmPackage {
  readonly version_wasm: string
  setWasmPaths(folder: string): void
}

let pathsSet = false

/** WebAssembly, with the gradient kernels that make it train. */
export async function startWasm(): Promise<StartedBackend> {
  const wasm = (await importOptional(name, cure)) as WasmPackage
  // the backend refuses new paths once it has started
  if (!pathsSet) wasm.setWasmPaths(dirname(locate(name) ?? '') + sep)
  pathsSet = true
  const { registerWasmGradients } = await import('@spad/core/wasm-gradients')
  registerWasmGradients()
  if (!(await setBackend('wasm'))) fail('node', `\`wasm\` does not start. ${cure}`)
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return {
    tfjs: 'wasm',
    version: `tfjs-backend-wasm ${wasm.version_wasm}${simd === true ? ' with SIMD' : ''}`,
    ...describeProcessor(),
    threads: 1,
  }
}
