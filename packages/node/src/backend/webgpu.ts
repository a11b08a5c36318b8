import { backend, findBackendFactory, removeBackend, setBackend } from '@tensorflow/tfjs-core'
import { type Backend, fail, type StartedBackend } from '@spad/core'
import { importOptional, versionOf } from './optional-package.js'

const dawnPackage = 'webgpu'
const backendPackage = '@tensorflow/tfjs-backend-webgpu'

interface Dawn {
  create(flags: readonly string[]): Gpu
  readonly globals: object
}

interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>
}

interface Adapter {
  readonly info?: {
    readonly vendor?: string
    readonly architecture?: string
    /** The card; Dawn tells it, a browser does not. */
    readonly device?: string
    /** The driver. */
    readonly description?: string
    readonly isFallbackAdapter?: boolean
  }
}

/** WebGPU through Dawn: any graphics card that Vulkan, Metal or Direct3D 12 knows. */
export const webgpu: Backend = { name: 'webgpu', start, watch }

async function start(): Promise<StartedBackend> {
  const cure = `Run \`npm install ${dawnPackage} ${backendPackage}\`.`
  const dawn = (await importOptional(dawnPackage, cure)) as Dawn
  const gpu = provideGpu(dawn)
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter)
    return fail(
      'node',
      '`webgpu` finds no graphics card: Dawn needs one with a Vulkan, Metal or Direct3D 12 ' +
        "driver. Install that (on Linux with Vulkan's loader, Debian: `apt-get install " +
        'libvulkan1`), or use another backend.',
    )
  await importOptional(backendPackage, cure)
  const { registerWebgpuGradients } = await import('@spad/core/webgpu-gradients')
  registerWebgpuGradients()
  if (!(await setBackend('webgpu').catch(() => false))) {
    if (findBackendFactory('webgpu') as unknown) removeBackend('webgpu')
    fail('node', `\`webgpu\` does not start on ${describe(adapter)}. Use another backend.`)
  }
  return {
    tfjs: 'webgpu',
    version: `Dawn of webgpu ${versionOf(dawnPackage)}`,
    device: describe(adapter),
    driver: adapter.info?.description,
    ...(isSoftware(adapter) ? { reluctant: `${describe(adapter)} is software, no card` } : {}),
  }
}

interface Device {
  readonly lost: Promise<{ readonly message: string }>
  addEventListener(type: 'uncapturederror', heard: (event: { error: Error }) => void): void
}

/** What a lost card, or one that is full, computes from then on is zeros. */
function watch(lose: (reason: string) => void): void {
  const { device } = backend() as unknown as { readonly device: Device }
  void device.lost.then(({ message }) => {
    lose(`its device was lost${message && `: ${message}`}`)
  })
  device.addEventListener('uncapturederror', ({ error }) => {
    if (error.constructor.name === 'GPUOutOfMemoryError')
      lose(`it is out of memory: ${error.message}`)
  })
}

/** Puts Dawn where a browser has WebGPU, because tfjs looks for it there. */
function provideGpu(dawn: Dawn): Gpu {
  const scope = globalThis as { navigator?: { gpu?: Gpu } }
  if (scope.navigator?.gpu) return scope.navigator.gpu
  Object.assign(globalThis, dawn.globals)
  const gpu = dawn.create([])
  // Node has a navigator of its own from version 21 on
  if (!scope.navigator) Object.defineProperty(globalThis, 'navigator', settable({}))
  Object.defineProperty(scope.navigator, 'gpu', settable(gpu))
  return gpu
}

function settable(value: unknown): PropertyDescriptor {
  return { value, configurable: true, enumerable: true, writable: true }
}

function describe({ info }: Adapter): string {
  const parts = [info?.device, info?.description, info?.vendor, info?.architecture]
  return parts.find((part) => part !== undefined && part !== '') ?? 'a card without a name'
}

function isSoftware(adapter: Adapter): boolean {
  const { vendor = '', architecture = '', description = '', isFallbackAdapter } = adapter.info ?? {}
  const text = `${vendor} ${architecture} ${description}`
  return isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe/i.test(text)
}
