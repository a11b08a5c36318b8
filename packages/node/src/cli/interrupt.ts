import type { Terminal } from './terminal.js'

/** Whether the user has asked to stop. */
export interface Interrupt {
  readonly asked: () => boolean
  /** Hands the signals back to the process. */
  release(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Listens for Ctrl-C: the first one asks, a second one ends the process at once. */
export function listenForInterrupt(terminal: Terminal): Interrupt {
  let asked = false
  const hear = (): void => {
    if (asked) process.exit(130)
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
