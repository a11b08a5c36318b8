/**
 * Asks a broker again, every half second, as long as it is away: what waits there outlives it.
 *
 * @param ask Has to begin anew each time: what failed once may stay so.
 * @param isAway Whether an error says that the broker is away for the moment.
 * @param onAway Told once, when it is away.
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  isAway: (error: unknown) => boolean,
  onAway: () => void,
): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await ask()
    } catch (error) {
      if (!isAway(error)) throw error
      if (tries === 0) onAway()
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
}

/** What tells a user, once, that a broker is waited for. */
export function onceAway(onNote: ((note: string) => void) | undefined): () => void {
  return () => onNote?.('The broker does not answer: waiting until it does.')
}

/** Whether `seconds` from now are not over yet. */
export function during(seconds: number): () => boolean {
  const end = performance.now() + 1000 * seconds
  return () => performance.now() < end
}
