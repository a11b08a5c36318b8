export interface SpadErrorOptions {
  readonly cause?: unknown
  /** What kind of trouble it is, for programs. @default 'input' */
  readonly code?: string
}

/**
 * An error that a user can mend: its `problem` names the thing, its value, the rule and the cure. `code` is
 * `input` for something given that cannot be used; others are said where they are thrown.
 */
export class SpadError extends Error {
  override readonly name = 'SpadError'
  readonly code: string

  constructor(
    /** The package that speaks, such as `scheduler`. */
    readonly where: string,
    readonly problem: string,
    { cause, code = 'input' }: SpadErrorOptions = {},
  ) {
    super(`[@spad/${where}] ${problem}`, cause === undefined ? undefined : { cause })
    this.code = code
  }

  /** What can be sent to another thread or over a network; see {@link spadErrorFrom}. */
  toJSON(): SpadErrorContent {
    return { where: this.where, problem: this.problem, code: this.code }
  }
}

/** A {@link SpadError} as data. */
export interface SpadErrorContent {
  readonly where: string
  readonly problem: string
  readonly code: string
}

/** The error that `toJSON` made data of. */
export function spadErrorFrom({ where, problem, code }: SpadErrorContent): SpadError {
  return new SpadError(where, problem, { code })
}

/** What an error says, without the package that says it. */
export function wordsOf(error: unknown): string {
  if (error instanceof SpadError) return error.problem
  return error instanceof Error ? error.message : String(error)
}

/**
 * Throws a {@link SpadError}.
 *
 * @param where The package that speaks, such as `scheduler`.
 * @param problem The thing in backticks, its value, the rule and the cure.
 */
export function fail(where: string, problem: string, cause?: unknown, code?: string): never {
  throw new SpadError(where, problem, { cause, ...(code !== undefined && { code }) })
}
