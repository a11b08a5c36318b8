import { statfs } from 'node:fs/promises'
import { fail } from '@spad/core'
import { makeFolders } from '../files/atomic.js'
import { runTool } from './run-tool.js'
import type { TensorFlowRelease } from './tensorflow-release.js'

/** What the machine must be. */
export interface Machine {
  readonly platform: string
  readonly arch: string
}

/** TensorFlow's wheels are built for it. */
const glibc = [2, 27] as const

/**
 * Makes sure that everything is there before anything is downloaded.
 *
 * @param folder Where the libraries will be.
 * @throws SpadError with all that is missing, and how to get it.
 */
export async function checkRequirements(
  release: TensorFlowRelease,
  folder: string,
  machine: Machine = process,
): Promise<void> {
  const { platform, arch } = machine
  if (platform !== 'linux' || arch !== 'x64')
    fail(
      'node',
      `native TensorFlow cannot be built on ${platform} ${arch}: it must be Linux on x86-64. ` +
        'Use the backend `webgpu` or `wasm`, or `npm install @tensorflow/tfjs-node`.',
    )
  const complaints = await Promise.all([
    checkGlibc(),
    checkTool('npm', ['--version'], 'It comes with Node: reinstall that.'),
    checkTool('tar', ['--version'], debian('tar')),
    checkTool('g++', ['--version'], debian('g++')),
    checkPip(),
    checkSpace(release, folder),
    release.flavor === 'cuda' ? checkDriver() : undefined,
  ])
  const missing = complaints.filter((each) => each !== undefined)
  if (missing.length > 0)
    fail('node', `native TensorFlow cannot be installed:\n  - ${missing.join('\n  - ')}`)
}

async function checkGlibc(): Promise<string | undefined> {
  const needed = glibc.join('.')
  try {
    const [, major = 0, minor = 0] =
      /(\d+)\.(\d+)/.exec(await runTool('getconf', ['GNU_LIBC_VERSION']))?.map(Number) ?? []
    if (major > glibc[0] || (major === glibc[0] && minor >= glibc[1])) return undefined
    return `glibc is ${major}.${minor}: it must be ${needed} or newer. Use a newer system.`
  } catch {
    return `glibc is missing: TensorFlow needs ${needed} or newer, and does not run on musl (Alpine).`
  }
}

async function checkTool(
  tool: string,
  args: readonly string[],
  cure: string,
): Promise<string | undefined> {
  return await runTool(tool, args).then(
    () => undefined,
    () => `${tool} is missing. ${cure}`,
  )
}

async function checkPip(): Promise<string | undefined> {
  const python = await checkTool('python3', ['--version'], debian('python3 python3-pip'))
  return (
    python ??
    ((await checkTool('python3', ['-m', 'pip', '--version'], ''))
      ? `pip is missing: python3 has none. ${debian('python3-pip')}`
      : undefined)
  )
}

async function checkDriver(): Promise<string | undefined> {
  return await checkTool(
    'nvidia-smi',
    ['--list-gpus'],
    "Install the card's driver, of version 525 or newer; CUDA itself comes with this installation.",
  )
}

async function checkSpace(
  { size }: TensorFlowRelease,
  folder: string,
): Promise<string | undefined> {
  await makeFolders(folder)
  const { bavail, bsize } = await statfs(folder)
  const needed = size.disk + size.download
  if (bavail * bsize >= needed) return undefined
  return (
    `space is missing: \`${folder}\` has ${gigabytes(bavail * bsize)} left, and it takes ` +
    `${gigabytes(needed)}. Free some, or set XDG_CACHE_HOME to a folder elsewhere.`
  )
}

/** As people write it: `0.9 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function debian(packages: string): string {
  return `Install it (Debian, Ubuntu: \`apt-get install ${packages}\`).`
}
