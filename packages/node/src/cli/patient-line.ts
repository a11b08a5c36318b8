import { type ProgressLine, progressLine } from './progress-line.js'
import type { Terminal } from './terminal.js'

/**
 * A {@link ProgressLine} for work that is mostly over in no time: silent for its first seconds, and once it
 * is stopped.
 *
 * @param patience How long nothing is shown, in milliseconds.
 */
export function patientLine(
  terminal: Terminal,
  total: number,
  label: string,
  patience = 3000,
): ProgressLine {
  const began = performance.now()
  let line: ProgressLine | undefined
  let stopped = false
  return {
    update(done, note) {
      if (stopped || performance.now() - began < patience) return
      // its estimate begins with the first case that is seen, so it starts where that left off
      line ??= progressLine(terminal, total, label, done - 1)
      line.update(done, note)
    },
    stop() {
      stopped = true
      line?.stop()
    },
  }
}
