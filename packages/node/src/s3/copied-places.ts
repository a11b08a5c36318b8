import { sep } from 'node:path'

const places = new Map<string, string>()

/** Remembers that a folder of this machine is a copy of what lies in S3. */
export function noteCopy(folder: string, address: string): void {
  places.set(folder, address)
}

/** A text in which copies are called as their users know them. */
export function inAddresses(text: string): string {
  return [...places].reduce(
    (words, [folder, address]) =>
      words.replaceAll(folder + sep, address).replaceAll(folder, address),
    text,
  )
}
