import { SpadError } from '@spad/core'

/** Waits for a device to be lost: what it computes from then on never comes, or is of no use. */
export interface LostDevice {
  readonly lose: (reason: string) => void
  /** The result of a backend's work, unless its device is lost before. @throws SpadError with `cure`, if it is. */
  during<T>(backend: string, work: Promise<T>, cure: string): Promise<T>
}

/** What tells the work that waits for a backend that its device is lost. */
export function lostDevice(): LostDevice {
  let lose: (reason: string) => void = () => undefined
  const happened = new Promise<string>((resolve) => (lose = resolve))
  return {
    lose,
    during: (backend, work, cure) =>
      Promise.race([
        work,
        happened.then((reason) => {
          throw new SpadError('node', `\`${backend}\`: ${reason}. ${cure}`, { code: 'device-lost' })
        }),
      ]),
  }
}
