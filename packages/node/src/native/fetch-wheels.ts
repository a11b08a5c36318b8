import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { digestOfFile } from '../files/digest.js'
import { lastLines, runTool, ToolError } from './run-tool.js'
import type { Wheel } from './tensorflow-release.js'

// The libraries are the same for every Python: this one only names a file. Older platforms, for which
// some of NVIDIA's wheels are built, run everywhere as well.
const target = [
  ...['--implementation', 'cp', '--python-version', '3.11', '--abi', 'cp311'],
  ...['manylinux_2_27', 'manylinux_2_17', 'manylinux2014', 'manylinux2010'].flatMap((name) => [
    '--platform',
    `${name}_x86_64`,
  ]),
]

/** A wheel is a zip archive, which Node cannot read and every Python can. */
const unpack = `
import os, shutil, sys, zipfile
wheel, out, *keep = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(keep)) and not name.endswith('/'):
            path = os.path.join(out, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(name) as source, open(path, 'wb') as target:
                shutil.copyfileobj(source, target, 1 << 20)
`

/**
 * Downloads a wheel with the machine's own pip, compares its SHA-256 and unpacks what is needed of it.
 *
 * @throws SpadError if pip cannot get it, it is another file than expected, or the disk is full.
 */
export async function fetchWheel(
  { name, version, sha256, keep }: Wheel,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const download = join(folder, 'download')
  await mkdir(download)
  try {
    await downloadWheel(`${name}==${version}`, download, signal)
    const [file = ''] = await readdir(download)
    const wheel = join(download, file)
    const found = await digestOfFile(wheel)
    if (found !== sha256)
      fail(
        'node',
        `\`${file}\` has the SHA-256 ${found}: it must be ${sha256}. Something between here and ` +
          'PyPI changed it; look at `python3 -m pip config list`.',
      )
    await runTool('python3', ['-c', unpack, wheel, folder, ...keep], { signal }).catch(
      (error: unknown) => explain(error, `\`${file}\` could not be unpacked`),
    )
  } finally {
    await rm(download, { recursive: true, force: true })
  }
}

async function downloadWheel(wanted: string, to: string, signal?: AbortSignal): Promise<void> {
  const args = ['-m', 'pip', 'download', '-q', '--no-deps', '--no-cache-dir']
  await runTool('python3', [...args, '--only-binary=:all:', ...target, '-d', to, wanted], {
    signal,
  }).catch((error: unknown) =>
    explain(
      error,
      `pip could not download ${wanted}`,
      'Does `python3 -m pip download` reach its registry? ',
    ),
  )
}

function explain(error: unknown, what: string, cure = ''): never {
  if (!(error instanceof ToolError)) throw error
  const full = /No space left on device/i.test(error.output)
  return fail(
    'node',
    full
      ? `${what}: there is no space left. Free some, or set XDG_CACHE_HOME to a folder elsewhere.`
      : `${what}. ${cure}It says:\n${lastLines(error.output)}`,
    error,
  )
}
