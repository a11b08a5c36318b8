import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** The C++ files of this package's `native/`. */
export function kernelSources(): string[] {
  const folder = join(dirname(require.resolve('@spad/node/package.json')), 'native')
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
}

/** Changes with any of the sources, so that kernels of another version are not taken for these. */
export function kernelDigest(): string {
  const hash = createHash('sha256')
  for (const file of kernelSources()) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 8)
}
