// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The published packages: folder, and what their package.json says. */
export const packages = readdirSync(join(root, 'packages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({
    name,
    folder: join(root, 'packages', name),
    manifest: JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
  }))

/** Runs named checks, prints what fails and `N passed, N failed`, and sets the exit code. */
export function checklist() {
  let passed = 0
  let failed = 0
  return {
    /** @param {string} name @param {() => unknown} act throws, or answers with a complaint */
    async check(name, act) {
      try {
        const complaint = await act()
        if (typeof complaint === 'string') throw new Error(complaint)
        passed += 1
      } catch (error) {
        failed += 1
        process.stdout.write(`FAILED ${name}: ${error instanceof Error ? error.message : error}\n`)
      }
    },
    finish() {
      process.stdout.write(`${passed} passed, ${failed} failed\n`)
      process.exitCode = failed === 0 ? 0 : 1
    },
  }
}
