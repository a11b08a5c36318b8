import { join, relative } from 'node:path'
import { fail } from '@spad/core'
import { addonName, type NativePlaces } from './native-cache.js'
import { lastLines, runTool, ToolError } from './run-tool.js'

/**
 * Compiles tfjs-node's addon. It finds the libraries by their place relative to its own, so that the
 * cache may be moved as a whole.
 *
 * @param folder Where the addon goes; a sibling of the libraries' folder.
 * @throws SpadError with what the compiler says.
 */
export async function compileAddon(
  { libraries, tfjsNode, nodeHeaders }: Omit<NativePlaces, 'addon'>,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const tensorflow = join(libraries, 'tensorflow')
  const include = [join(nodeHeaders, 'include'), join(tensorflow, 'include'), '.']
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...include.map((place) => `-I${place}`),
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
    ...['-o', join(folder, addonName), `-L${tensorflow}`],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,$ORIGIN/${relative(folder, tensorflow)}`,
  ]
  await runTool('g++', args, { cwd: tfjsNode, signal }).catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error
    return fail(
      'node',
      'g++ could not compile the addon of tfjs-node: it must know C++17. It says:\n' +
        lastLines(error.output, 10),
      error,
    )
  })
}
