import { SpadError } from '@spad/core'
import { CommanderError } from 'commander'
import { explainIo } from '../files/explain-io.js'
import { explainMemory } from './out-of-memory.js'
import type { Terminal } from './terminal.js'

/** Exit statuses of `spad`. */
export const EXIT = { done: 0, bug: 1, misuse: 2, interrupted: 130 } as const

/** The user asked to stop; the message says how to go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** Says what went wrong, once and without a stack, and returns the exit status for it. */
export function reportError(error: unknown, terminal: Terminal): number {
  // commander has spoken already
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misuse
  if (error instanceof Interrupted) {
    terminal.err(`${error.message}\n`)
    return EXIT.interrupted
  }
  const explained = explainMemory(explainIo(error, pathOf(error), 'used'))
  const debug = (terminal.env.SPAD_DEBUG ?? '') !== ''
  if (explained instanceof SpadError) {
    terminal.err(`spad: ${explained.problem}\n${debug ? stackOf(error) : ''}`)
    return EXIT.misuse
  }
  const message = explained instanceof Error ? explained.message : String(explained)
  terminal.err(
    `spad: unexpected error: ${message}\n` +
      (debug ? stackOf(error) : 'Run it again with SPAD_DEBUG=1 to see where it comes from.\n'),
  )
  return EXIT.bug
}

function pathOf(error: unknown): string {
  if (error instanceof Error && 'path' in error && typeof error.path === 'string') return error.path
  return 'a file'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? ''}\n` : ''
}

/** What a command hands back: the exit status. */
export type Finish = (status: number) => void
