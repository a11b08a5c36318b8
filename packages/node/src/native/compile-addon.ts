import { dirname, join, relative } from 'node:path'
import { fail } from '@spad/core'
import { kernelSources } from './kernel-sources.js'
import { addonName, kernelsName, type NativePlaces } from './native-cache.js'
import { lastLines, runTool, ToolError } from './run-tool.js'

type Places = Pick<NativePlaces, 'libraries' | 'tfjsNode' | 'nodeHeaders'>

/**
 * Compiles tfjs-node's addon. It finds the libraries by their place relative to its own, so that the
 * cache may be moved as a whole.
 *
 * @param folder Where the addon goes; a sibling of the libraries' folder.
 * @throws SpadError with what the compiler says.
 */
export async function compileAddon(
  { libraries, tfjsNode, nodeHeaders }: Places,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const include = [join(nodeHeaders, 'include'), '.'].map((place) => `-I${place}`)
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc']
  const args = ['-O2', '-DNAPI_VERSION=8', ...include, ...sources, '-l:libtensorflow_cc.so.2']
  const out = join(folder, addonName)
  await compile('the addon of tfjs-node', args, { libraries, out, cwd: tfjsNode, signal })
}

/** Compiles our own kernels in the same way; see `registerNativeKernels`. */
export async function compileKernels(
  { libraries }: Places,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const sources = kernelSources().filter((file) => file.endsWith('.cc'))
  const args = ['-O3', '-fvisibility=hidden', '-pthread', ...sources]
  const out = join(folder, kernelsName)
  await compile('the kernels', args, { libraries, out, cwd: folder, signal })
}

interface Compilation {
  readonly libraries: string
  readonly out: string
  readonly cwd: string
  readonly signal: AbortSignal | undefined
}

async function compile(
  what: string,
  args: readonly string[],
  { libraries, out, cwd, signal }: Compilation,
): Promise<void> {
  const tensorflow = join(libraries, 'tensorflow')
  const all = [
    ...['-std=c++17', '-fPIC', '-shared', `-I${join(tensorflow, 'include')}`, ...args],
    ...['-o', out, `-L${tensorflow}`, '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,$ORIGIN/${relative(dirname(out), tensorflow)}`,
  ]
  await runTool('g++', all, { cwd, signal }).catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error
    return fail(
      'node',
      `g++ could not compile ${what}: it must know C++17. It says:\n` + lastLines(error.output, 10),
      error,
    )
  })
}
