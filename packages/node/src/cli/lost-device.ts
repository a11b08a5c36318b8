import { SpadError } from '@spad/core'

/** Waits for a device to be lost: what it computes from then on never comes, or is of no use. */
export interface LostDevice {
  readonly lose: (reason: string) => void
  /** The work's result, unless the device is lost before. @throws SpadError with `cure`, if it is. */
  during<T>(work: Promise<T>, cure: string): Promise<T>
}

/** What tells the work that waits for a backend that its device is lost. */
export function lostDevice(backend: string): LostDevice {
  let lose: (reason: string) => void = () => undefined
  const happened = new Promise<string>((resolve) => (lose = resolve))
  return {
    lose,
    during: (work, cure) =>
      Promise.race([
        work,
        happened.then((reason) => {
          throw new SpadError('node', `\`${backend}\`: ${reason}. ${cure}`, { code: 'device-lost' })
        }),
      ]),
  }
}
