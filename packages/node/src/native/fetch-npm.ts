import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { lastLines, runTool, ToolError } from './run-tool.js'
import type { NpmPackage } from './tensorflow-release.js'

/**
 * Downloads a package with the machine's own npm and unpacks it. None of its scripts is run, and none
 * of its dependencies fetched.
 *
 * @throws SpadError if npm cannot get it, or it is another file than expected.
 */
export async function fetchNpm(
  { name, version, integrity }: NpmPackage,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const download = join(folder, 'download')
  await mkdir(download)
  const wanted = `${name}@${version}`
  const args = ['pack', wanted, '--ignore-scripts', '--pack-destination', download]
  await runTool('npm', args, { cwd: folder, signal }).catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error
    return fail(
      'node',
      `npm could not download ${wanted}. Does \`npm ping\` reach its registry? It says:\n` +
        lastLines(error.output),
      error,
    )
  })
  const [file = ''] = await readdir(download)
  const found = await integrityOf(join(download, file))
  if (found !== integrity)
    fail(
      'node',
      `\`${file}\` has the integrity ${found}: it must be ${integrity}. Something between here ` +
        'and npm changed it; look at `npm config get registry`.',
    )
  await runTool('tar', ['-xzf', join(download, file), '-C', folder, '--strip-components=1'])
  await rm(download, { recursive: true })
}

async function integrityOf(file: string): Promise<string> {
  const digest = createHash('sha512').update(await readFile(file))
  return `sha512-${digest.digest('base64')}`
}
