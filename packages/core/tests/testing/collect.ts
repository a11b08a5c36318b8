import type { Test } from '../../src/testing.js'

/** Runs a contract suite without a test runner: the tests that failed, by name, and why. */
export async function failuresOf(suite: (test: Test) => void): Promise<Record<string, string>> {
  const tests: [string, () => void | Promise<void>][] = []
  suite((name, run) => tests.push([name, run]))
  const failures: Record<string, string> = {}
  for (const [name, run] of tests)
    try {
      await run()
    } catch (error) {
      failures[name.replace('it: ', '')] = error instanceof Error ? error.message : String(error)
    }
  return failures
}
