import cliProgress, { type Options, type Params, type SingleBar } from 'cli-progress'
import { writeSync } from 'node:fs'
import { doAtEnd } from '../files/last-actions.js'
import { printable } from '../support/printable.js'
import type { Terminal } from './terminal.js'

/** Shows how far long work is: a bar on a screen, a line every few per cent elsewhere. */
export interface ProgressLine {
  /** @param note What stands behind the bar, such as `loss 0.21`. */
  update(done: number, note: string): void
  /** Clears the bar, for a message or for good; the next `update` draws it again. */
  stop(): void
}

/**
 * Starts a {@link ProgressLine}.
 *
 * @param from Units that were done before, so that the time left is that of this process.
 */
export function progressLine(
  terminal: Terminal,
  total: number,
  label: string,
  from = 0,
): ProgressLine {
  const started = performance.now()
  const left = (done: number): string =>
    done <= from ? '' : duration(((performance.now() - started) / (done - from)) * (total - done))
  return terminal.interactive
    ? drawnBar(total, label, left)
    : printedLines(terminal, total, label, left, from)
}

function drawnBar(total: number, label: string, left: (done: number) => string): ProgressLine {
  let bar: SingleBar | undefined
  let forget: (() => void) | undefined
  const format = (options: Options, params: Params, payload: { note: string }): string => {
    const share = Math.floor(params.progress * 100)
    const drawn = cliProgress.Format.BarFormat(params.progress, options)
    const rest = left(params.value)
    const time = rest === '' ? '' : `  ${rest} left`
    return `${label} ${drawn} ${share} %  ${params.value}/${total}${time}  ${payload.note}`
  }
  return {
    update(done, given) {
      const note = printable(given)
      if (!bar) {
        forget = doAtEnd(showCursor)
        bar = new cliProgress.SingleBar({
          format,
          barsize: 24,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: false,
          linewrap: false,
        })
        bar.start(total, done, { note })
      } else bar.update(done, { note })
    },
    stop() {
      bar?.stop()
      forget?.()
      bar = forget = undefined
    },
  }
}

/** The bar hides it, and may not get to the point of showing it again. */
function showCursor(): void {
  try {
    writeSync(process.stderr.fd, '\x1b[?25h')
  } catch {
    // the terminal is gone
  }
}

function printedLines(
  terminal: Terminal,
  total: number,
  label: string,
  left: (done: number) => string,
  from: number,
): ProgressLine {
  const every = Math.max(1, total / 20)
  let next = from + every
  return {
    update(done, note) {
      if (done < next && done < total) return
      while (next <= done) next += every
      const rest = done < total ? `, ${left(done)} left` : ''
      const tail = note === '' ? '' : `, ${note}`
      terminal.err(`${label}: ${done}/${total}${rest}${tail}\n`)
    },
    stop: () => undefined,
  }
}

/** `2 h 05 min`, `3 min 20 s`, `12 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
