import { endBy } from '../files/last-actions.js'
import type { Terminal } from './terminal.js'
import { SIGNALS } from './watch-process.js'

/** Whether the user has asked to stop. */
export interface Interrupt {
  readonly asked: () => boolean
  /** Hands the signals back to the process. */
  release(): void
}

/**
 * Listens for Ctrl-C: the first one asks, a second one ends the process at once. A terminal that goes
 * away asks as well, however often it says so.
 */
export function listenForInterrupt(terminal: Terminal): Interrupt {
  let asked = false
  const hear = (signal: NodeJS.Signals): void => {
    if (asked && signal !== 'SIGHUP') endBy(signal)
    if (asked) return
    asked = true
    terminal.err('\nStopping after this step … (again to stop at once)\n')
  }
  for (const signal of SIGNALS) process.on(signal, hear)
  return {
    asked: () => asked,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, hear)
    },
  }
}
