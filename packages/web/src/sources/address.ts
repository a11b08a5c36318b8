import { fail } from '@spad/core'

/**
 * An address of a page's in full: what a worker is told, whose own begin at its file.
 *
 * @throws SpadError if it is none.
 */
export function addressOf(address: string | URL): string {
  if (!URL.canParse(address, location.href))
    fail('web', `\`${String(address)}\` is no address: give one that the page can fetch.`)
  return new URL(address, location.href).href
}
