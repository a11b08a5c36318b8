/** An error that a user can mend: its message names the thing, its value, the rule and the cure. */
export class SpadError extends Error {
  override readonly name = 'SpadError'
}

/**
 * Throws a {@link SpadError} in the project's one form.
 *
 * @param where The package that speaks, such as `scheduler`.
 * @param problem The thing in backticks, its value, the rule and the cure.
 */
export function fail(where: string, problem: string, cause?: unknown): never {
  throw new SpadError(`[@spad/${where}] ${problem}`, cause === undefined ? undefined : { cause })
}
