import { fail } from '../../support/errors.js'

/** @throws SpadError if the file is not served. */
export async function fetchKernels(address: URL): Promise<Uint8Array> {
  const response = await fetch(address).catch(String)
  if (typeof response === 'string' || !response.ok)
    return fail('core', `${address.href} cannot be fetched: serve it beside the script.`, response)
  return new Uint8Array(await response.arrayBuffer())
}
