import { doLastActions, endBy } from '../files/last-actions.js'

/** What asks a process to end. A second one of the last kind often follows by itself. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** As a shell counts it: 128 and the number of SIGPIPE. */
const CLOSED_PIPE = 141

let watched = false

/**
 * Lets this process end tidily: locks go and the cursor comes back when a signal ends it, and nobody
 * reading any more is no error. To a training, which listens to signals itself, that is SIGHUP.
 */
export function watchProcess(): void {
  if (watched) return
  watched = true
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) endBy(signal)
    })
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly)
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (!['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(error.code ?? ''))
    throw error
  if (process.listenerCount('SIGHUP') > 1) {
    process.emit('SIGHUP', 'SIGHUP')
    return
  }
  doLastActions()
  process.exit(CLOSED_PIPE)
}
