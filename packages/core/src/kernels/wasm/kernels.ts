import type { TensorInfo } from '@tensorflow/tfjs-core'
import { fail } from '../../support/errors.js'

/** What these kernels use of tfjs' wasm backend. */
export interface WasmBackend {
  wasm: {
    _malloc(bytes: number): number
    _free(pointer: number): void
    HEAPU8: Uint8Array
    /** The exports of tfjs' single-threaded module. */
    asm?: { memory?: WebAssembly.Memory }
    /** The heap of tfjs' threaded module. */
    wasmMemory?: WebAssembly.Memory
  }
  dataIdMap: { get(dataId: object): { memoryOffset: number } }
  makeOutput(shape: readonly number[], dtype: string): TensorInfo
  incRef(dataId: object): void
}

type Kernel = (...values: number[]) => void

/** The functions of kernels.c, on one backend's heap. Pointers are byte addresses there. */
export interface Kernels {
  conv2d_filter: Kernel
  conv2d_input: Kernel
  winograd: Kernel
  winograd_filter: Kernel
  depthwise_filter: Kernel
  depthwise_input: Kernel
  avg_pool_input: Kernel
  max_pool_input: Kernel
  gather_pixels_input: Kernel
  copy_runs: Kernel
  sum: Kernel
  segment_sum: Kernel
  mat_mul: Kernel
  transpose: Kernel
  group_norm: Kernel
  group_norm_input: Kernel
  /** Writes the struct `geometry` and returns its address, which is valid until the next call. */
  geometry: (values: readonly number[]) => number
  /**
   * The address of room for four-byte values, valid until the next call; it starts with `values`. One
   * block is kept and grows, since blocks of many sizes that come and go leave holes in the heap.
   */
  scratch: (length: number, values?: readonly number[]) => number
  /** The address of a tensor's values. */
  pointer: (tensor: { dataId: object }) => number
}

const STACK_BYTES = 16384
const GEOMETRY_BYTES = 64

let code: Uint8Array | undefined
let instances = new WeakMap<object, Kernels>()

/** Gives the compiled kernels.c, before a kernel runs; another build than before takes its place. */
export function provideKernels(compiled: Uint8Array): void {
  if (compiled !== code) instances = new WeakMap()
  code = compiled
}

/** The kernels on the heap of `backend`, instantiated at their first use. */
export function kernelsOn(backend: WasmBackend): Kernels {
  let kernels = instances.get(backend)
  if (!kernels) instances.set(backend, (kernels = instantiate(backend)))
  return kernels
}

function instantiate(backend: WasmBackend): Kernels {
  const { wasm } = backend
  const memory = wasm.wasmMemory ?? wasm.asm?.memory
  if (!memory)
    fail(
      'core',
      '`backend.wasm` shows no heap: gradients on wasm need @tensorflow/tfjs-backend-wasm 4.22.',
    )
  const shared = !(memory.buffer instanceof ArrayBuffer)
  const module = new WebAssembly.Module(codeFor(shared))
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  const stack = wasm._malloc(STACK_BYTES + GEOMETRY_BYTES) >>> 0
  const { __stack_pointer: pointer, ...kernels } = exports as Record<
    string,
    WebAssembly.ExportValue
  >
  // The stack grows downwards from its pointer, which is kept aligned to 16 bytes; the struct lies above.
  const top = (stack + STACK_BYTES) & ~15
  ;(pointer as WebAssembly.Global).value = top
  const write = (address: number, values: readonly number[]): void => {
    new Int32Array(memory.buffer, address, values.length).set(values)
  }
  const block = { address: 0, length: 0 }
  return {
    ...(kernels as unknown as Kernels),
    geometry(values) {
      write(top >>> 0, values)
      return top
    },
    scratch(length, values = []) {
      if (length > block.length) {
        if (block.length > 0) wasm._free(block.address)
        Object.assign(block, { address: wasm._malloc(4 * length) >>> 0, length })
      }
      write(block.address, values)
      return block.address
    },
    pointer: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
  }
}

function codeFor(shared: boolean): Uint8Array<ArrayBuffer> {
  if (!code) fail('core', 'the kernels for wasm have not been provided.')
  const bytes = Uint8Array.from(code)
  // The import section opens with `env.memory`: name, kind 2, then its flags (bit 1: shared).
  const flags = 8 + String.fromCharCode(...bytes.subarray(8, 512)).indexOf('memory\x02') + 7
  if (shared) bytes[flags] = bytes[flags]! | 2
  return bytes
}
