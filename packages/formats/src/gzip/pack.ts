/** Bytes as gzip, without a time, so that the same content gives the same file. */
export async function pack(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { gzip } = await import('pako')
  return gzip(bytes)
}
