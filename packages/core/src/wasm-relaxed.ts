import { binary } from './kernels/wasm/relaxed-binary.js'
import { fromBase64 } from './kernels/wasm/from-base64.js'
import { hasRelaxedSimd } from './kernels/wasm/has-relaxed-simd.js'
import { installKernels } from './kernels/wasm/install.js'
import { provideKernels } from './kernels/wasm/kernels.js'

let compiled: Uint8Array | undefined

/**
 * What `registerWasmGradients` does, with kernels that multiply and add in one instruction: a step takes
 * a tenth less. Such an instruction rounds once where the processor has it and twice where it has not,
 * so results differ in their last bits from those of the other kernels and from machine to machine.
 *
 * @returns whether this engine has relaxed SIMD; without it nothing is done.
 */
export function registerRelaxedWasm(): boolean {
  if (!hasRelaxedSimd()) return false
  provideKernels((compiled ??= fromBase64(binary)))
  installKernels()
  return true
}
