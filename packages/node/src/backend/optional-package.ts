import { createRequire } from 'node:module'
import { fail } from '@spad/core'

const require = createRequire(import.meta.url)

/** Imports a package that need not be installed. The name is no literal, so no build follows it. */
export async function importOptional(name: string, cure: string): Promise<unknown> {
  const file = locate(name)
  if (file === undefined) return fail('node', `\`${name}\` is not installed. ${cure}`)
  checkOneCopy(name, file)
  try {
    return await import(name)
  } catch (error) {
    const [reason] = String(error).split('\n')
    return fail('node', `\`${name}\` does not load (${reason ?? ''}). ${cure}`, error)
  }
}

/** Where a package's entry lies, nothing if it is not installed. */
export function locate(name: string, from = require): string | undefined {
  try {
    return from.resolve(name)
  } catch {
    return undefined
  }
}

/** The version in a package's own package.json. */
export function versionOf(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string }
  return version
}

/**
 * Makes sure that a package and this one have the same copy of tfjs-core: tensors of one copy are
 * strangers to the other, and gradients and kernels get lost between them.
 *
 * @throws SpadError naming both copies.
 */
export function checkOneCopy(name: string, file: string, ours = ownCore()): void {
  const theirs = locate('@tensorflow/tfjs-core', createRequire(file))
  if (theirs === undefined || theirs === ours) return
  fail(
    'node',
    `\`${name}\` has a copy of @tensorflow/tfjs-core of its own (\`${theirs}\` beside ` +
      `\`${ours}\`): there may be one only. Install the same version of all @tensorflow packages ` +
      'and run `npm dedupe`.',
  )
}

function ownCore(): string {
  return require.resolve('@tensorflow/tfjs-core')
}
