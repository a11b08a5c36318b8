/** Where a command writes: a process, or a test. */
export interface Terminal {
  /** Results: tables, paths, JSON. */
  out(text: string): void
  /** Progress, notes and errors. */
  err(text: string): void
  /** Whether `err` is a screen that can redraw a line. */
  readonly interactive: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    env: process.env,
  }
}
