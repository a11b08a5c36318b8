import { inAddresses } from '../s3/copied-places.js'
import { printable } from '../support/printable.js'

/** Where a command writes: a process, or a test. */
export interface Terminal {
  /** Results: tables, paths, JSON. */
  readonly out: (text: string) => void
  /** Progress, notes and errors. */
  readonly err: (text: string) => void
  /** Whether `err` is a screen that can redraw a line. */
  readonly interactive: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * A terminal to which only text comes through: whatever is said of files and models is of others. Copies of what
 * lies in S3 are called by their addresses.
 */
export function textOnly(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => {
      terminal.out(printable(inAddresses(text)))
    },
    err: (text) => {
      terminal.err(printable(inAddresses(text)))
    },
  }
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
