import { fail, SpadError } from '@spad/core'

/** Throws what is wrong with a file; the problem is a sentence whose subject is the file. */
export function failFile(name: string, problem: string): never {
  return fail('formats', `\`${name}\` ${problem}`)
}

/**
 * Runs what a library or a broken file may make throw anything, and gives our error instead. The thrown
 * thing is dropped: it may hold the whole file.
 */
export function guarded<Value>(name: string, problem: string, run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    if (error instanceof SpadError) throw error
    return failFile(name, problem)
  }
}
