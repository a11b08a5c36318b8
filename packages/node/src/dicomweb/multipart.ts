import { fail } from '@spad/core'

/** The bodies of a multipart message (RFC 2046). */
export function splitMultipart(contentType: string, body: Uint8Array): Uint8Array[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined || !/^multipart\//i.test(contentType))
    return fail('node', 'the server answered with no multipart message: it is no DICOMweb server.')
  const all = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const mark = Buffer.from(`--${boundary}`)
  const parts: Uint8Array[] = []
  let at = all.indexOf(mark)
  while (at >= 0) {
    const head = all.indexOf('\r\n\r\n', at)
    const next = all.indexOf(mark, at + mark.length)
    if (next < 0) break
    if (head >= 0 && head < next) parts.push(all.subarray(head + 4, next - 2))
    at = next
  }
  return parts
}

/** DICOM files as one message, with its content type. */
export function joinMultipart(files: readonly Uint8Array[]): {
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
} {
  const boundary = `spad-${crypto.randomUUID()}`
  const head = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`)
  const parts = files.flatMap((file) => [head, file, Buffer.from('\r\n')])
  const body = new Uint8Array(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]))
  return { contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`, body }
}
