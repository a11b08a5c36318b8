const actions = new Set<() => void>()

/**
 * Has something done at the end of the process, whichever way it ends; it must not wait for anything.
 *
 * @returns Takes that back.
 */
export function doAtEnd(action: () => void): () => void {
  if (actions.size === 0) process.on('exit', doLastActions)
  actions.add(action)
  return () => {
    actions.delete(action)
    if (actions.size === 0) process.off('exit', doLastActions)
  }
}

/** Does what is still to be done, once. */
export function doLastActions(): void {
  for (const action of actions) {
    actions.delete(action)
    action()
  }
}

/**
 * Ends this process by a signal: a read that never returns would keep `process.exit` waiting for ever.
 */
export function endBy(signal: NodeJS.Signals): void {
  doLastActions()
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
