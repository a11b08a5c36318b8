import { dirname, sep } from 'node:path'
import { backend, env, setBackend } from '@tensorflow/tfjs-core'
import { type Backend, fail, type StartedBackend } from '@spad/core'
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
export const wasm: Backend = {
  name: 'wasm',
  start: () =>
    startWith(async () => {
      const { registerWasmGradients } = await import('@spad/core/wasm-gradients')
      registerWasmGradients()
    }),
}

/** The same with kernels of relaxed SIMD, whose last bits depend on the processor. */
export const wasmRelaxed: Backend = {
  name: 'wasm-relaxed',
  start: () =>
    startWith(async () => {
      const { registerRelaxedWasm } = await import('@spad/core/wasm-relaxed')
      if (!registerRelaxedWasm())
        fail(
          'node',
          `\`wasm-relaxed\` finds no relaxed SIMD in Node ${process.versions.node}: take Node 22 or newer, ` +
            'or the backend `wasm`.',
        )
    }),
}

/** Whether a backend is one of these, which have one thread each in Node and so share work among threads. */
export function isWasm(name: string): name is 'wasm' | 'wasm-relaxed' {
  return name === 'wasm' || name === 'wasm-relaxed'
}

async function startWith(register: () => Promise<void>): Promise<StartedBackend> {
  const wasm = (await importOptional(name, cure)) as WasmPackage
  // the backend refuses new paths once it has started
  if (!pathsSet) wasm.setWasmPaths(dirname(locate(name) ?? '') + sep)
  pathsSet = true
  await register()
  if (!(await quietly(() => setBackend('wasm')))) fail('node', `\`wasm\` does not start. ${cure}`)
  watchMemory()
  const simd = await env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return {
    tfjs: 'wasm',
    version: `tfjs-backend-wasm ${wasm.version_wasm}${simd === true ? ' with SIMD' : ''}`,
    ...describeProcessor(),
    threads: 1,
  }
}

/** The compiled module notes where to print when it starts, and prints `Aborted()` besides throwing it. */
async function quietly<T>(start: () => Promise<T>): Promise<T> {
  const { console } = globalThis
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
  const before = console.warn
  const warn = before.bind(console)
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).startsWith('Aborted(')) warn(...words)
  }
  try {
    return await start()
  } finally {
    console.warn = before
  }
}

interface WasmModule {
  _malloc: ((bytes: number) => number) & { readonly watched?: true }
}

/** Where there is no more memory, it hands out address 0, and tfjs would write there. */
function watchMemory(): void {
  const { wasm } = backend() as unknown as { readonly wasm: WasmModule }
  const malloc = wasm._malloc
  if (malloc.watched) return
  const watched = (bytes: number): number =>
    malloc(bytes) ||
    (bytes === 0 ? 0 : fail('node', `out of memory: wasm has no ${bytes} bytes left.`))
  wasm._malloc = Object.assign(watched, { watched: true as const })
}
